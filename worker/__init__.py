"""WHAT: fetches, judges and reads; every Celery task of the service."""
