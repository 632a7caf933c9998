// Runs once inside the context of each resolver, before its code. Leaves only what APPSYNC_JS
// documents and hands back a loader. Data crosses between the contexts as JSON text alone, so no
// object of the host is ever within reach of a resolver.
(function prelude(call, names) {
  'use strict';
  const world = globalThis;
  const { parse, stringify } = JSON;
  const { defineProperty, freeze } = Object;
  const { ownKeys, deleteProperty } = Reflect;
  const { slice: plainSlice, sort: plainSort } = Array.prototype;
  const applyTo = Reflect.apply;
  const Failure = Error;
  const text = String;
  /** Thrown through a handler to end it: util.error, util.unauthorized and runtime.earlyReturn. */
  const ended = freeze({});

  function ask(name, args) {
    const answer = parse(call(name, stringify(args)));
    if (answer.ended) throw ended;
    if (answer.failure) throw new Failure(answer.failure);
    return answer.value;
  }

  function install(root, path) {
    const parts = path.split('.');
    const last = parts.pop();
    let target = root;
    for (const part of parts) target = target[part] ??= {};
    target[last] = (...args) => ask(path, args);
  }

  function keepOnly(target, allowed) {
    for (const key of ownKeys(target)) if (typeof key === 'string' && !allowed.includes(key)) deleteProperty(target, key);
  }

  function override(target, name, value) {
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  }

  const library = {};
  for (const name of names) install(library, name);
  const helpers = library.ddb;
  const imports = { '@aws-appsync/utils': library, '@aws-appsync/utils/dynamodb': helpers };

  override(JSON, 'parse', (json) => {
    try {
      return parse(json);
    } catch {
      return '';
    }
  });
  override(Array.prototype, 'sort', function sort(...comparators) {
    if (comparators.length > 0) throw new Failure('Array.sort takes no comparator in APPSYNC_JS');
    return applyTo(plainSort, this, []);
  });
  override(String.prototype, 'replace', function replace(pattern, replacement) {
    return ask('string.replaceFirst', [text(this), pattern, replacement]);
  });
  override(String.prototype, 'replaceAll', function replaceAll(pattern, replacement) {
    return ask('string.replaceAll', [text(this), pattern, replacement]);
  });

  /**
   * The service ends the methods that call back after so many elements, each call for itself and
   * without an error (its issue list, #371).
   */
  const mostElements = 1_000;
  let cutShort = false;
  const callingBack = 'forEach map flatMap filter reduce reduceRight find some every findIndex findLast findLastIndex'.split(' ');
  for (const name of callingBack) {
    const method = Array.prototype[name];
    const fromTheEnd = name.endsWith('Right') || name.startsWith('findLast');
    override(Array.prototype, name, function limited(...args) {
      if (this.length <= mostElements) return applyTo(method, this, args);
      cutShort = true;
      return applyTo(method, fromTheEnd ? applyTo(plainSlice, this, [-mostElements]) : applyTo(plainSlice, this, [0, mostElements]), args);
    });
  }

  keepOnly(Object, ['prototype', 'assign', 'entries', 'hasOwn', 'keys', 'values']);
  keepOnly(Object.prototype, ['toString', 'valueOf']);
  keepOnly(String, ['prototype', 'raw']);
  keepOnly(
    String.prototype,
    (
      'length charAt concat endsWith indexOf lastIndexOf replace replaceAll slice split startsWith toLowerCase toUpperCase ' +
      'trim trimEnd trimStart toString valueOf'
    ).split(' '),
  );
  keepOnly(Number, ['prototype', 'isFinite', 'isNaN']);
  keepOnly(Math, ['random', 'min', 'max', 'round', 'floor', 'ceil']);
  keepOnly(Array, ['prototype']);
  const arrayMethods =
    'length concat fill flat indexOf join lastIndexOf pop push reverse shift slice sort splice unshift forEach map flatMap filter ' +
    'reduce reduceRight find some every findIndex findLast findLastIndex includes toString';
  keepOnly(Array.prototype, arrayMethods.split(' '));
  keepOnly(JSON, ['parse', 'stringify']);
  // `call` stays for tools that format stack traces of this context; handler code that names it is
  // refused when it is loaded.
  keepOnly((() => undefined).constructor.prototype, ['toString', 'call']);
  keepOnly(world, ['NaN', 'Infinity', 'undefined', 'Object', 'String', 'Number', 'Math', 'Array', 'JSON']);
  const console = library.console;
  for (const [name, value] of Object.entries({ console, util: library.util, extensions: library.extensions, runtime: library.runtime })) {
    override(world, name, value);
  }

  /** Equality as the service has it: null equals undefined. */
  function same(one, other) {
    return one === other || ((one ?? null) === null && (other ?? null) === null);
  }

  /** A property that is made when somebody looks at it for the first time. */
  function later(target, name, make) {
    let made;
    defineProperty(target, name, { get: () => (made ??= make()), configurable: true, enumerable: true });
  }

  /** The selection set does not show in JSON.stringify(ctx.info). */
  function openInfo(json) {
    const { selectionSetList, selectionSetGraphQL, ...shown } = parse(json);
    override(shown, 'selectionSetList', selectionSetList);
    override(shown, 'selectionSetGraphQL', selectionSetGraphQL);
    return shown;
  }

  /** `ctx` as handlers see it: top properties cannot be replaced. */
  function openContext(json, info, request) {
    const ctx = parse(json);
    override(ctx, 'args', ctx.arguments);
    later(ctx, 'info', () => openInfo(info));
    later(ctx, 'request', () => parse(request));
    return freeze(ctx);
  }

  return function load(bundle, maxIterations) {
    let iterations = 0;
    const loop = () => {
      iterations += 1;
      return iterations > maxIterations;
    };
    const handlers = bundle(imports, loop, same);
    return function evaluate(handler, json, info, request) {
      iterations = 0;
      cutShort = false;
      const ctx = openContext(json, info, request);
      const outcome = { stash: ctx.stash };
      try {
        outcome.value = handlers[handler](ctx);
        outcome.truncated = cutShort || iterations > maxIterations;
        return stringify(outcome);
      } catch (cause) {
        return stringify({ stash: ctx.stash, ended: cause === ended, failure: cause === ended ? undefined : text(cause?.stack ?? cause) });
      }
    };
  };
});
