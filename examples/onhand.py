"""Signed calls of Onhand's API. Needs botocore, which boto3 brings: it finds the keys as every AWS
SDK does, in the environment or by the role of the machine or workload, and renews them."""
import json
import os
import random
import time
import urllib.request
from urllib.error import HTTPError

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

URL, REGION = os.environ['ONHAND_URL'], os.environ['AWS_REGION']
CREDENTIALS = botocore.session.get_session().get_credentials()
# What passes, or may have taken effect without an answer: all calls here may be made again.
AGAIN = {'CONTENTION', 'INTERNAL', 'ExecutionTimeout'}
ATTEMPTS = 6


class Refused(Exception):
    """What the API refused: error_type for programs, info for details, the sentence for people."""

    def __init__(self, error):
        super().__init__(error['message'])
        self.error_type, self.info = error.get('errorType'), error.get('errorInfo')


def post(service, url, body, headers):
    """Posts JSON to an AWS service, signed, and answers with the JSON that comes back."""
    request = AWSRequest('POST', url, data=json.dumps(body).encode(), headers=headers)
    SigV4Auth(CREDENTIALS, service, REGION).add_auth(request)
    sent = urllib.request.Request(url, request.data, dict(request.headers.items()))
    with urllib.request.urlopen(sent, timeout=32) as response:
        return json.load(response)


def call(query, **variables):
    """One call of the API, made again with the same ids while that can help."""
    asked = 0  # Seconds that the API asks to wait.
    for attempt in range(ATTEMPTS):
        if attempt > 0:
            time.sleep(asked + random.uniform(0, min(5, 0.1 * 2**attempt)))
        try:
            answer = post('appsync', URL, {'query': query, 'variables': variables}, {'content-type': 'application/json'})
            if not answer.get('errors'):
                return answer['data']
            failure = Refused(answer['errors'][0])
            final, asked = failure.error_type not in AGAIN, (failure.info or {}).get('retryAfterMs', 0) / 1000
        except HTTPError as error:
            failure, final = error, error.code != 429 and error.code < 500
            asked = float(error.headers.get('Retry-After', 0))
        except OSError as error:  # No answer.
            failure, final, asked = error, False, 0
        if final:
            break
    raise failure
