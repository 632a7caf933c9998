import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
p { margin: .3rem 0 1.4rem; }
form { display: grid; gap: .6rem; margin: 0 0 .8rem; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; gap: 1rem; }
label { display: flex; gap: .4rem; align-items: center; }
label.name { display: grid; gap: .2rem; }
input, button { font: inherit; }
input[type='text'], button { padding: .5rem .8rem; border: 1px solid GrayText; border-radius: .4rem; }
button { background: ButtonFace; color: ButtonText; cursor: pointer; text-align: start; }
details { margin-top: 1.5rem; }
summary { cursor: pointer; margin-bottom: .8rem; }
`;

/**
 * The page's own policy: nothing but its one style. A form may lead to where the code goes, since
 * browsers hold a redirect after a form to the same rule.
 */
export function signInPolicy(redirectUri: string): string {
  const style = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${style}'; img-src data:; form-action 'self' ${new URL(redirectUri).origin}; base-uri 'none'; frame-ancestors 'none'`;
}

/** What the page shows of the user pool. */
export interface SignInPageOptions {
  /** What one signs in to. */
  title: string;
  /** The pool's groups: a button each, and a box each for somebody else. */
  groups: readonly string[];
}

/**
 * The page on which people say who they are. `query` is that of the authorization request, which
 * the forms send again.
 */
export function signInPage({ title, groups }: SignInPageOptions, action: string, query: string): string {
  const form = (content: string) => `<form method="post" action="${escape(`${action}?${query}`)}">${content}</form>`;
  const names = groups.map(escape);
  const member = (name: string) =>
    form(
      `<input type="hidden" name="username" value="${name}"><input type="hidden" name="group" value="${name}">` +
        `<button>Sign in as <strong>${name}</strong>, in the group of that name</button>`,
    );
  const boxes = names.map((name) => `<label><input type="checkbox" name="group" value="${name}">${name}</label>`);
  return page(
    `Sign in: ${title}`,
    `<h1>Sign in to ${escape(title)}</h1>
<p>A development tool in place of Cognito: it believes what you say. Who are you?</p>
${names.map(member).join('\n')}
<details><summary>Somebody else</summary>
${form(`<label class="name">Name<input type="text" name="username" value="ann" required maxlength="128" autocomplete="off"></label>
<fieldset><legend>Groups</legend>
${boxes.join('\n')}</fieldset>
<button>Sign in</button>`)}
</details>`,
  );
}

/** A request that cannot go back to where it came from. */
export function errorPage(sentence: string): string {
  return page('Sign in', `<h1>This sign-in cannot begin</h1>\n<p>${escape(sentence)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
