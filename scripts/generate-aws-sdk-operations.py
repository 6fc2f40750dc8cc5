"""Writes the tables of AWS operations that the engine validates integrations against, from botocore's service models.

Needs Python with botocore; nothing that ships needs either. Run from the repository's root:
    python3 scripts/generate-aws-sdk-operations.py

src/engine/integrations/aws-sdk-operations.json  every service and operation: names, IAM prefix, error prefix, wire casing
src/engine/integrations/aws-sdk-results.json     result shapes of the services named below, for TestState's mock validation
"""
import json
import re
from pathlib import Path

import botocore.loaders
from botocore.model import ServiceModel

TARGET = Path("src/engine/integrations")
# Services whose results a mock is checked against: those that Groundcrew's workflows call, and those with an optimized integration.
WITH_RESULTS = """account controltower dynamodb events iam identitystore kms lambda organizations s3 scheduler secretsmanager
service-quotas servicecatalog sns sqs sso-admin stepfunctions sts""".split()


def pascal(service_id):
    """The AWS SDK for Java's class prefix, which Step Functions uses: DynamoDB -> DynamoDb, SFN -> Sfn, SSO Admin -> SsoAdmin."""
    words = []
    for part in re.split(r"[^A-Za-z0-9]+", service_id):
        words += re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+", part)
    name = "".join(word[0].upper() + word[1:].lower() for word in words)
    return re.sub(r"^(Amazon|Aws)(?=.)|(?<=.)Service$", "", name)


def wire_case(model):
    """'camel' when most members are camelCase on the wire (Step Functions writes them PascalCase), else 'pascal'."""
    lower = upper = 0
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        for member in shape.members if shape else ():
            lower, upper = (lower + 1, upper) if member[0].islower() else (lower, upper + 1)
    return "camel" if lower > upper else "pascal"


def shape_entry(shape):
    """Compact: s string, n number, b boolean, t timestamp, o blob; [..] list, {..} map or structure, with limits where the model has some."""
    kind = shape.type_name
    meta = shape.metadata
    if kind == "structure":
        entry = {"m": {name: member.name for name, member in shape.members.items()}}
        if shape.required_members:
            entry["r"] = list(shape.required_members)
        if shape.is_document_type:
            return {}
        return entry
    if kind == "list":
        return {"l": shape.member.name}
    if kind == "map":
        return {"v": shape.value.name}
    entry = {"t": {"string": "s", "character": "s", "blob": "o", "timestamp": "t", "boolean": "b"}.get(kind, "n")}
    if meta.get("enum"):
        entry["e"] = list(meta["enum"])
    for limit in ("min", "max"):
        if limit in meta:
            entry[limit] = meta[limit]
    return entry


def main():
    loader = botocore.loaders.Loader()
    operations, results = {}, {}
    for service in loader.list_available_services("service-2"):
        model = ServiceModel(loader.load_service_model(service, "service-2"), service)
        service_id = model.metadata.get("serviceId", service)
        name = pascal(service_id)
        key = name.lower()
        iam = model.metadata.get("signingName", model.metadata["endpointPrefix"])
        entry = {"name": name, "iam": iam, "operations": " ".join(model.operation_names)}
        if wire_case(model) == "camel":
            entry["case"] = "camel"
        operations[key] = entry
        if service in WITH_RESULTS:
            shapes, wanted = {}, {}
            for operation in model.operation_names:
                output = model.operation_model(operation).output_shape
                if output is None:
                    continue
                wanted[operation] = output.name
                queue = [output]
                while queue:
                    shape = queue.pop()
                    if shape.name in shapes:
                        continue
                    shapes[shape.name] = shape_entry(shape)
                    if shape.type_name == "structure":
                        queue += shape.members.values()
                    elif shape.type_name == "list":
                        queue.append(shape.member)
                    elif shape.type_name == "map":
                        queue.append(shape.value)
            results[key] = {"operations": wanted, "shapes": shapes}
    for filename, table in (("aws-sdk-operations.json", operations), ("aws-sdk-results.json", results)):
        lines = ",\n".join(f"{json.dumps(key)}:{json.dumps(table[key], separators=(',', ':'))}" for key in sorted(table))
        (TARGET / filename).write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
