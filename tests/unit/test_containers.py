"""The compose file and the Dockerfile, read as an engine would read them."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service.get("image", "").startswith("talentwire:")}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_all_roles_are_there():
    assert {"postgres", "redis", "migrate", "scheduler", "worker", "web", "admin"} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_have_no_rights_they_do_not_need(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not str(service["user"]).startswith("0")
    assert service["pids_limit"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_has_a_memory_limit_and_a_restart_policy(name):
    assert SERVICES[name]["mem_limit"]
    assert SERVICES[name]["restart"] in ("unless-stopped", "no")


def test_databases_are_not_published_and_the_inside_has_no_way_out():
    for name in ("postgres", "redis"):
        assert "ports" not in SERVICES[name]
        assert SERVICES[name]["networks"] == ["inside"]
        assert SERVICES[name]["healthcheck"]["test"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_secret_stands_in_the_file_and_none_is_optional():
    text = (ROOT / "docker-compose.yml").read_text()
    named = re.findall(r"\$\{(\w*PASSWORD\w*)([^}]*)\}", text)
    assert named
    assert all(rest.startswith(":?") for _, rest in named)
    example = (ROOT / ".env.example").read_text()
    for name, _ in named:
        assert re.search(rf"^{name}=$", example, re.MULTILINE), f"{name} is missing from .env.example, or has a value"


def test_the_writer_owns_nothing_and_the_web_only_reads():
    assert "talentwire_owner" in SERVICES["migrate"]["environment"]["TALENTWIRE_DATABASE_URL"]
    for name in ("scheduler", "worker", "admin"):
        assert "talentwire_writer" in SERVICES[name]["environment"]["TALENTWIRE_DATABASE_URL"]
    assert "talentwire_reader" in SERVICES["web"]["environment"]["TALENTWIRE_DATABASE_URL"]


def test_nothing_starts_before_the_schema_is_there():
    for name in ("scheduler", "worker", "web"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_worker_may_finish_its_task_before_it_is_stopped():
    from worker.settings import WorkerSettings

    minutes = int(SERVICES["worker"]["stop_grace_period"].removesuffix("m"))
    assert minutes * 60 >= WorkerSettings().hard_time_limit


def test_the_image_is_locked_and_runs_as_nobody():
    assert "uv sync --locked" in DOCKERFILE
    user = [line for line in DOCKERFILE.splitlines() if line.startswith("USER")]
    assert user == ["USER 10001:10001"]
    assert DOCKERFILE.count("FROM ") - DOCKERFILE.count(": FROM ") == 2


def test_every_package_of_the_project_is_in_the_image():
    for package in ("cli", "scheduler", "storage", "worker"):
        assert f"COPY {package} {package}" in DOCKERFILE
