# moto's server with a clock that can be set: accounts need keys and users that are older than the test.
#
# Usage: moto_server.py PORT [HOST]. Each line on standard input is a moment in ISO 8601 without a zone (UTC) at which the clock stands still from then on,
# or empty for the real time, with which ids start over; it is answered by one line on standard output. The server ends with its standard input, so it never outlives whoever
# started it.
import datetime
import json
import os
import random
import sys
import threading
import time
import uuid

# All of this before any service is loaded: they import these functions by name.
frozen = None
real_datetime = datetime.datetime
real_time = time.time


def utcnow():
    return frozen or real_datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class Standing(type):
    """Moments that were made elsewhere are moments too."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, real_datetime)

    def __subclasscheck__(cls, subclass):
        return issubclass(subclass, real_datetime)


class Clock(real_datetime, metaclass=Standing):
    @classmethod
    def now(cls, tz=None):
        moment = utcnow().replace(tzinfo=datetime.timezone.utc)
        return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    @classmethod
    def utcnow(cls):
        return utcnow()


datetime.datetime = Clock
time.time = lambda: frozen.replace(tzinfo=datetime.timezone.utc).timestamp() if frozen else real_time()

# Ids that moto does not draw from its own seed.
ids = random.Random(1)
numbers = {}
uuid.uuid4 = lambda: uuid.UUID(int=ids.getrandbits(128), version=4)


def start_over():
    ids.seed(1)
    random.seed(1)
    numbers.clear()


import moto.core.utils

moto.core.utils.utcnow = utcnow

# It names listener rules by where they lie in memory.
import moto.elbv2.models as elbv2

elbv2.id = lambda of: numbers.setdefault(id(of), 4096 + len(numbers))

# The AWS managed policies that the reference account attaches, and a few more. All of them are 1,494, and listings take seconds.
import moto.iam.models as iam

KEPT = (
    "AdministratorAccess",
    "PowerUserAccess",
    "AWSSupportAccess",
    "CloudWatchReadOnlyAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "AmazonSQSFullAccess",
    "AmazonDynamoDBFullAccess",
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSClusterPolicy",
    "AmazonEKSFargatePodExecutionRolePolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonSSMManagedInstanceCore",
)
policies = json.loads(iam.aws_managed_policies_data)
iam.aws_managed_policies_data = json.dumps({name: policies[name] for name in KEPT})

from moto.server import main


def follow_clock():
    global frozen
    for line in sys.stdin:
        moment = line.strip()
        frozen = real_datetime.fromisoformat(moment) if moment else None
        if not moment:
            start_over()
        print(moment, flush=True)
    os._exit(0)


threading.Thread(target=follow_clock, daemon=True).start()
main(["--port", sys.argv[1], "--host", *(sys.argv[2:] or ["127.0.0.1"])])
