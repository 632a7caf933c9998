// A process as Lambda makes it for one function: loads the bundle, then runs one event after the
// other as they come, and answers each. A plain file, for Lambda strips no types.
const { handler } = await import(process.argv[2]);

process.on('message', async ({ event, trace }) => {
  process.env._X_AMZN_TRACE_ID = trace;
  const deadline = Date.now() + 28_000;
  const context = {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
    memoryLimitInMB: '512',
    awsRequestId: '5a5b4f1c-0000-4000-8000-000000000000',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    process.send({ answer: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
process.send('ready');
