# The site and its worker; which of the two is the command's business (compose.yaml).
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=cloth.settings.production
RUN useradd --system --home-dir /var/lib/cloth --create-home cloth
WORKDIR /srv/cloth
COPY requirements/base.txt requirements/s3.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt -r requirements/s3.txt
COPY . .
RUN SECRET_KEY=built-without-a-secret-0123456789-0123456789-0123456789 DATABASE_URL=sqlite:///:memory: EMAIL_HOST=none \
    ALLOWED_HOSTS=none BASE_URL=https://none.example python manage.py messages compile
USER cloth
CMD ["gunicorn", "cloth.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--preload"]
