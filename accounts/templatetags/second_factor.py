"""The demonstration shows the code that its accounts would read from an app."""

from django import template

from accounts import demo

register = template.Library()


@register.simple_tag
def demo_code(user) -> str:
    return demo.current_code(user)
