import { describe, expect, test } from 'vitest';
import { testApi } from './support.ts';

describe('a schema is refused at the start of the stack', () => {
  const build = (subscription: string) => () => {
    testApi({ sdl: `type Query { a: Int } type Mutation { set: Int! } type Subscription { ${subscription} }`, resolvers: {} });
  };

  test('when a subscription names a mutation that does not exist', () => {
    expect(build('onSet: Int @aws_subscribe(mutations: ["sat"])')).toThrow('the mutation sat, which the schema does not have');
  });

  test('when a subscription has another type than its mutation, while null or not makes no difference', () => {
    expect(build('onSet: String @aws_subscribe(mutations: ["set"])')).toThrow('AppSync needs the same type');
  });
});
