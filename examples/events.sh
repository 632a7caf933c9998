#!/bin/sh
# Prints events from a queue, up to ten: the id, the kind and the detail of each on a line. Run it in
# a loop; it waits up to 20 s. Whoever reads the lines drops those whose id it knows. Needs jq.
set -eu

sqs() {
  curl -sS --fail-with-body --retry 5 "${AWS_ENDPOINT_URL_SQS:-https://sqs.$AWS_REGION.amazonaws.com/}" \
    --aws-sigv4 "aws:amz:$AWS_REGION:sqs" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    ${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"} \
    -H "x-amz-target: AmazonSQS.$1" -H 'content-type: application/x-amz-json-1.0' -d "$2"
}

sqs ReceiveMessage "{ \"QueueUrl\": \"$QUEUE_URL\", \"MaxNumberOfMessages\": 10, \"WaitTimeSeconds\": 20 }" |
  jq -c '.Messages[]?' |
  while read -r message; do
    printf '%s' "$message" | jq -r '.Body | fromjson | "\(.detail.id) \(."detail-type") \(.detail)"'
    # Only now: one that is not deleted comes again.
    sqs DeleteMessage "$(printf '%s' "$message" | jq -c --arg queue "$QUEUE_URL" '{ QueueUrl: $queue, ReceiptHandle }')" > /dev/null
  done
