# One image for the site, the worker and beat; compose.yaml shows the three commands.
FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WEB_CONCURRENCY=4 \
    DJANGO_SETTINGS_MODULE=coursesite.settings.production
RUN useradd --system --create-home --uid 10001 course
WORKDIR /srv/course
COPY --from=packages /venv /venv
COPY . .
# Collecting static files reads the settings, which insist on their values; these lead nowhere and stay in this layer's
# command. The folders of uploads and certificates belong to the user, so that a volume mounted there does too.
RUN SECRET_KEY=only-while-building-0123456789-abcdefghij DATABASE_URL=postgresql://build/build \
    REDIS_URL=redis://build BASE_URL=https://build.example python manage.py collectstatic --noinput \
 && mkdir -p var/media var/private \
 && chown -R course: var/media var/private
USER course
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://localhost:8000/livez', timeout=4)"]
# Access lines are not written here: the site logs its requests itself, with their ids.
CMD ["gunicorn", "coursesite.wsgi", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
