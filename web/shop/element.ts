type Attributes = Readonly<Record<string, string | ((event: Event) => void)>>;

/** An element with attributes, listeners (`onclick`) and children. Texts stay texts. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'string') made.setAttribute(attribute, value);
    else made.addEventListener(attribute.slice(2), value);
  }
  made.append(...children);
  return made;
}
