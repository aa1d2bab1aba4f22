"""The files in deploy/ agree with the command, the application and the project."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer
import yaml

import nlp_suite
from nlp_suite.cli.app import app as command_line
from nlp_suite.service import ServiceOptions, create_app
from nlp_suite.service.api_keys import ApiKeys

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
LIMITS = ServiceOptions()


def instructions(name):
    """The arguments of an instruction, wherever it stands, on one line each."""
    text = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)


def environment():
    return dict(pair.split("=", 1) for one in instructions("ENV") for pair in shlex.split(one))


@pytest.fixture(scope="module")
def paths():
    return create_app(ServiceOptions(preload=False)).openapi()["paths"]


def check_arguments(arguments):
    """They are those of a command, whose options it knows; returns their values."""
    command = typer.main.get_command(command_line).commands["serve"]
    return command.make_context("serve", list(arguments)).params


def objects():
    text = (DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")
    return {one["kind"]: one for one in yaml.safe_load_all(text)}


def pod():
    return objects()["Deployment"]["spec"]["template"]["spec"]


def unit():
    lines = (DEPLOY / "nlp-suite.service").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))


def test_the_container_runs_the_command_as_nobody():
    entry, command = json.loads(*instructions("ENTRYPOINT")), json.loads(*instructions("CMD"))
    assert entry == ["nlp-suite", "serve"]
    values = check_arguments(command)
    assert instructions("EXPOSE") == [str(values["port"])]
    assert values["host"] == "0.0.0.0"  # noqa: S104
    assert instructions("USER") == ["10001:10001"]
    assert instructions("VOLUME") == [environment()["NLP_SUITE_CACHE"]]


def test_the_container_is_asked_whether_it_is_ready(paths):
    (check,) = instructions("HEALTHCHECK")
    code = json.loads(check.partition("CMD ")[2])
    port, path = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", code[2]).groups()
    compile(code[2], "healthcheck", "exec")
    assert path in paths
    assert [port] == instructions("EXPOSE")


def test_the_image_is_made_of_what_the_project_says():
    images = {one.split()[0] for one in instructions("FROM")}
    (version,) = {re.fullmatch(r"python:(3\.\d+)-slim", one)[1] for one in images}
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]
    assert environment()["PIP_CONSTRAINT"].endswith("/constraints.txt")
    (names,) = re.findall(r"\.whl\)\[([\w,-]+)\]", DOCKERFILE)
    extras = PROJECT["optional-dependencies"]
    needed = [one for name in names.split(",") for one in extras[name]]
    assert not [one for one in needed if re.match(r"nlp-suite|torch|tensorflow|keras", one)]
    assert f'version="{nlp_suite.__version__}"' in DOCKERFILE


def test_what_is_copied_is_not_ignored():
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    kept = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = [
        name
        for one in instructions("COPY")
        if not one.startswith("--from")
        for name in one.split()[:-1]
    ]
    assert set(copied) == kept
    assert all((ROOT / name).exists() for name in copied)
    assert "*" in rules
    assert any(fnmatch("nlp_suite/__pycache__", rule) for rule in rules if rule.startswith("**"))


def test_probes_of_kubernetes(paths):
    (container,) = pod()["containers"]
    values = check_arguments(container["args"])
    (port,) = container["ports"]
    assert port["containerPort"] == values["port"]
    probes = {
        name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")
    }
    assert {one["port"] for one in probes.values()} == {port["name"]}
    assert {name: one["path"] for name, one in probes.items()} == {
        "startup": "/readyz",
        "readiness": "/readyz",
        "liveness": "/healthz",
    }
    assert {one["path"] for one in probes.values()} <= paths.keys()
    assert objects()["Service"]["spec"]["ports"][0]["targetPort"] == port["name"]
    (rule,) = objects()["NetworkPolicy"]["spec"]["ingress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": port["containerPort"]}]
    # The process would see all CPUs of the machine.
    assert str(values["threads"]) == container["resources"]["limits"]["cpu"]


def test_pods_of_kubernetes_are_confined():
    (container,) = pod()["containers"]
    own, security = pod()["securityContext"], container["securityContext"]
    assert f"{own['runAsUser']}:{own['runAsGroup']}" in instructions("USER")
    assert own["runAsNonRoot"]
    assert security["readOnlyRootFilesystem"]
    assert not security["allowPrivilegeEscalation"]
    assert security["capabilities"] == {"drop": ["ALL"]}
    mounted = {one["mountPath"]: one["name"] for one in container["volumeMounts"]}
    assert {environment()["NLP_SUITE_CACHE"], "/tmp"} <= mounted.keys()  # noqa: S108
    assert set(mounted.values()) == {one["name"] for one in pod()["volumes"]}
    assert pod()["terminationGracePeriodSeconds"] > LIMITS.max_seconds


def test_objects_of_kubernetes_belong_together():
    found = objects()
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        found["Deployment"]["spec"]["selector"]["matchLabels"],
        found["Service"]["spec"]["selector"],
        found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ):
        assert selector
        assert selector.items() <= labels.items()
    scaled = found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert scaled["name"] == found["Deployment"]["metadata"]["name"]
    assert labels["app.kubernetes.io/version"] == nlp_suite.__version__
    assert pod()["containers"][0]["image"] == f"nlp-suite:{nlp_suite.__version__}"


def test_the_key_that_stands_there_is_refused(tmp_path):
    secret = objects()["Secret"]
    values = check_arguments(pod()["containers"][0]["args"])
    folder, name = values["api_keys"].parent, values["api_keys"].name
    (volume,) = [one for one in pod()["volumes"] if "secret" in one]
    assert volume["secret"]["secretName"] == secret["metadata"]["name"]
    mounts = pod()["containers"][0]["volumeMounts"]
    assert str(folder) in [one["mountPath"] for one in mounts if one["name"] == volume["name"]]
    file = tmp_path / "keys"
    file.write_text(secret["stringData"][name])
    with pytest.raises(nlp_suite.DataFormatError, match="at least 16 characters"):
        ApiKeys.read(file)
    file.write_text(secret["stringData"][name].replace("change-me", "a-key-of-20-characters"))
    assert ApiKeys.read(file).name_of("a-key-of-20-characters") == "first-client"


def test_the_unit_of_systemd():
    found = unit()
    program, serve, *arguments = shlex.split(found["ExecStart"])
    assert (Path(program).name, serve) == ("nlp-suite", "serve")
    values = check_arguments(arguments)
    assert values["api_keys"].name in found["LoadCredential"].split(":")
    assert f"NLP_SUITE_CACHE=/var/cache/{found['CacheDirectory']}" in found["Environment"]
    assert float(found["TimeoutStopSec"]) > LIMITS.max_seconds
    assert found["ProtectSystem"] == "strict"
    assert found["DynamicUser"] == "yes"


def test_nginx_has_the_limits_of_the_service():
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert f"client_max_body_size {LIMITS.max_body_bytes >> 20}m;" in text
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(seconds) > LIMITS.max_seconds
    assert f"server 127.0.0.1:{check_arguments([])['port']};" in text
