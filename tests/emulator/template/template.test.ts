import { describe, expect, it } from 'vitest';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { deploy, sampleTemplate } from '../support/sample.ts';

/** The sample template with one more output. */
function withOutput(value: unknown, more: Partial<Template> = {}): Template {
  return { ...sampleTemplate(), ...more, Outputs: { Answer: { Value: value } } };
}

describe('intrinsics', () => {
  const cases: [string, unknown, string][] = [
    ['Ref of a table', { Ref: 'Stock' }, 'Sample-Stock'],
    ['Ref of an API, which is its ARN', { Ref: 'Checkout' }, 'arn:aws:iam::000000000000:policy/Sample-Checkout'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Stock', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/Sample-Stock'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 'b']] }, 'a-us-east-1-b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${AWS::AccountId}/${Stock}/${Stock.Arn}/${!kept}' },
      `000000000000/Sample-Stock/arn:aws:dynamodb:us-east-1:000000000000:table/Sample-Stock/\${kept}`,
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${x}', { x: { Ref: 'AWS::Partition' } }] }, 'aws'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Stock', 'Arn'] }] }] }, 'table/Sample-Stock'],
    ['the URL of the running stack', { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] }, 'http://127.0.0.1:4000/graphql'],
  ];
  it.each(cases)('resolves %s', (_case, value, expected) => {
    expect(deploy(withOutput(value)).outputs).toEqual({ Answer: expected });
  });

  it('chooses by conditions', () => {
    const Conditions = { Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, Not: { 'Fn::Not': [{ Condition: 'Here' }] } };
    expect(deploy(withOutput({ 'Fn::If': ['Not', 'there', 'here'] }, { Conditions })).outputs).toEqual({ Answer: 'here' });
  });

  it('leaves out resources whose condition is false', () => {
    const template = sampleTemplate();
    template.Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    template.Resources['More'] = { Type: 'AWS::Logs::LogGroup', Condition: 'Never' };
    expect(deploy(template).resources.has('More')).toBe(false);
  });

  it('leaves out properties that resolve to AWS::NoValue', () => {
    const template = sampleTemplate();
    template.Resources['Users'] = { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: { Ref: 'AWS::NoValue' } } };
    expect(deploy(template).resources.get('Users')?.properties).toEqual({});
  });

  const refusals: [unknown, string][] = [
    [{ 'Fn::ImportValue': 'x' }, 'Output Answer uses Fn::ImportValue, which the local stack does not understand.'],
    [{ Ref: 'Nothing' }, 'The template refers to Nothing, which it does not have.'],
    [{ Ref: 'AWS::NotificationARNs' }, 'The template uses AWS::NotificationARNs, which the local stack does not understand.'],
    [{ 'Fn::GetAtt': ['Stock', 'Colour'] }, 'The template asks for Stock.Colour, an attribute that the local stack does not know.'],
  ];
  it.each(refusals)('refuses %j', (value, sentence) => {
    expect(() => deploy(withOutput(value))).toThrow(sentence);
  });
});

describe('what is not understood', () => {
  it('refuses a reference to a secret where nobody reads it', () => {
    const template = sampleTemplate();
    const Path = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', 'key', ':SecretString:::}}']] };
    template.Resources['Other'] = { Type: 'AWS::IAM::ManagedPolicy', Properties: { Path, PolicyDocument: {} } };
    expect(() => deploy(template)).toThrow('Other (AWS::IAM::ManagedPolicy) has {{resolve:secretsmanager:key:SecretString:::}}');
  });

  it('refuses an unknown resource type', () => {
    const template = sampleTemplate();
    template.Resources['Stream'] = { Type: 'AWS::Kinesis::Stream' };
    expect(() => deploy(template)).toThrow('Stream is of type AWS::Kinesis::Stream, which the local stack cannot stand up.');
  });

  it('refuses an unknown property of a known type', () => {
    const template = sampleTemplate();
    template.Resources['Users'] = { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: {} } };
    expect(() => deploy(template)).toThrow(
      'Users (AWS::Cognito::UserPool) has the property LambdaConfig, which the local stack does not understand.',
    );
  });

  it("refuses a topic whose key is AWS's own by an ARN, to which SNS would not publish in a new account", () => {
    const template = sampleTemplate();
    const topic = (KmsMasterKeyId: unknown) => ({ Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId } });
    template.Resources['Notices'] = topic({ 'Fn::Join': [':', ['arn', 'aws', 'kms', { Ref: 'AWS::Region' }, '1', 'alias/aws/sns']] });
    expect(() => deploy(template)).toThrow('Name it by its alias alone.');
    template.Resources['Notices'] = topic('alias/aws/sns');
    expect(() => deploy(template)).not.toThrow();
  });

  it('refuses an unknown section', () => {
    expect(() => deploy({ ...sampleTemplate(), Transform: 'x' })).toThrow(
      'The template has a section Transform, which the local stack does not understand.',
    );
  });
});

describe('functions and buckets', () => {
  const withResource = (resource: Template['Resources'][string], attribute: string) => {
    const template = withOutput({ 'Fn::GetAtt': ['Made', attribute] });
    template.Resources['Made'] = resource;
    return deploy(template).outputs['Answer'];
  };

  it('have the names that the template gives them', () => {
    const named = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'feed' } };
    expect(withResource(named, 'Arn')).toBe('arn:aws:lambda:us-east-1:000000000000:function:feed');
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } };
    expect(withResource(bucket, 'RegionalDomainName')).toBe('mine.s3.us-east-1.amazonaws.com');
  });

  it('have names of the service’s own form when it gives none', () => {
    expect(withResource({ Type: 'AWS::Lambda::Function' }, 'Arn')).toBe('arn:aws:lambda:us-east-1:000000000000:function:Sample-Made');
    expect(withResource({ Type: 'AWS::S3::Bucket' }, 'Arn')).toMatch(/^arn:aws:s3:::sample-made-[a-z0-9]{12}$/);
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(withResource({ Type: 'AWS::Lambda::EventSourceMapping' }, 'Id')).toMatch(uuid);
  });
});

describe('assets', () => {
  it('reads the files of a directory by its object key', () => {
    const files = new Map([['index.mjs', Buffer.from('export {}')]]);
    expect(deploy(sampleTemplate(), new Map(), new Map([['abc.zip', files]])).readDirectory('abc.zip')).toBe(files);
    expect(() => deploy(sampleTemplate()).readDirectory('none.zip')).toThrow('The cloud assembly has no directory none.zip.');
  });

  it('reads the asset that a resolver names by its place in the bucket', () => {
    const deployment = deploy(sampleTemplate(), new Map([['abc.js', 'export {}']]));
    expect(deployment.readAsset('s3://bucket/abc.js')).toBe('export {}');
  });

  it('says which asset is missing', () => {
    expect(() => deploy(sampleTemplate()).readAsset('s3://bucket/none.js')).toThrow('The cloud assembly has no asset s3://bucket/none.js.');
  });
});
