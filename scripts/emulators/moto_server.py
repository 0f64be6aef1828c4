# moto's server with a clock that can be set: accounts need keys and users that are older than the test.
#
# Usage: moto_server.py PORT [HOST]. Each line on standard input is a moment in ISO 8601 without a zone (UTC) at which the clock stands still from then on,
# or empty for the real time; it is answered by one line on standard output. The server ends with its standard input, so it never outlives whoever
# started it.
import datetime
import json
import os
import sys
import threading

import moto.core.utils

# Before any service is loaded: they import the function by name.
frozen = None
real_now = moto.core.utils.utcnow
moto.core.utils.utcnow = lambda: frozen or real_now()

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
        frozen = datetime.datetime.fromisoformat(moment) if moment else None
        print(moment, flush=True)
    os._exit(0)


threading.Thread(target=follow_clock, daemon=True).start()
main(["--port", sys.argv[1], "--host", *(sys.argv[2:] or ["127.0.0.1"])])
