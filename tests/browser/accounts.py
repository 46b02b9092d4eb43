"""The demonstration's accounts that the journeys use: (address, password, secret of the second factor)."""

from accounts.demo import DOMAIN, PASSWORD, SECRET

MANAGER = (f"manager.bfa@{DOMAIN}", PASSWORD, SECRET)
OTHER_MANAGER = (f"manager.modacc@{DOMAIN}", PASSWORD, SECRET)
REVIEWER = (f"manager.ea@{DOMAIN}", PASSWORD, SECRET)
MEMBER = (f"member.modacc@{DOMAIN}", PASSWORD, "")
COORDINATOR = (f"coordinator@{DOMAIN}", PASSWORD, SECRET)
ADMINISTRATOR = (f"administrator@{DOMAIN}", PASSWORD, SECRET)
