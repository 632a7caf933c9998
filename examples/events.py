"""Reads the events of a stage from a queue and keeps each once. A queue delivers at least once and
in no order: `id` tells copies, and what an event says of a level holds while none of a higher
sequence has come."""
import json
import os
import sqlite3

from onhand import REGION, post

QUEUE = os.environ['QUEUE_URL']
SQS = os.environ.get('AWS_ENDPOINT_URL_SQS', f'https://sqs.{REGION}.amazonaws.com/')
DATABASE = sqlite3.connect('events.db')
DATABASE.execute('CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, kind TEXT, detail TEXT)')


def sqs(operation, **body):
    headers = {'content-type': 'application/x-amz-json-1.0', 'x-amz-target': f'AmazonSQS.{operation}'}
    return post('sqs', SQS, {'QueueUrl': QUEUE, **body}, headers)


def handle(event):
    """Does what an event asks for. In one transaction with the note that it was done, so that
    neither a copy nor a death in between makes it happen twice, or not at all."""
    with DATABASE:
        row = (event['detail']['id'], event['detail-type'], json.dumps(event['detail']))
        if DATABASE.execute('INSERT OR IGNORE INTO events VALUES (?, ?, ?)', row).rowcount == 1:
            print(*row, flush=True)


while True:
    for message in sqs('ReceiveMessage', MaxNumberOfMessages=10, WaitTimeSeconds=20).get('Messages', []):
        handle(json.loads(message['Body']))
        # Only now: one that is not deleted comes again.
        sqs('DeleteMessage', ReceiptHandle=message['ReceiptHandle'])
