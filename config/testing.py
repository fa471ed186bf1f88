"""Settings of the test run: the same product, an in-memory broker, cheap passwords."""

from config.settings import *  # noqa: F403

CELERY_BROKER_URL = "memory://"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
