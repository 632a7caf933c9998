/**
 * The same values, with the next one on its way while its reader works on the present one. A
 * failure is thrown at the next value's turn. It ends no sooner than what is on its way, so that
 * nothing outlives an invocation.
 */
export async function* prefetch<Value>(values: AsyncGenerator<Value, undefined>): AsyncGenerator<Value, undefined> {
  const take = () => Promise.allSettled([values.next()]);
  let coming = take();
  try {
    for (;;) {
      const [next] = await coming;
      if (next.status === 'rejected') throw next.reason;
      if (next.value.done) return undefined;
      coming = take();
      yield next.value.value;
    }
  } finally {
    await coming;
  }
}
