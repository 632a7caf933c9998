import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { displayOf } from './display.ts';
import type { StockBadgeDetail, StockBadgeElement } from './element.ts';
import { pageStore, type Sight } from './page-store.ts';
import { languageAround } from './language-around.ts';
import { ownConfig, type Source } from './source.ts';
import { styles } from './stock-badge.styles.ts';
import { say, type Display } from './texts.ts';
import { watchVisibility } from './visibility.ts';

/**
 * Says live whether a product can be bought.
 *
 * @slot - shown until the first answer: what the server rendered
 * @slot in, low, out, unknown, loading - replace the text of that state
 * @csspart badge, dot, text
 * @cssproperty --stock-badge-in-color, --stock-badge-low-color, --stock-badge-out-color,
 * --stock-badge-unknown-color - of the dot
 * @cssproperty --stock-badge-dot-size, --stock-badge-gap
 * @fires stock-change - the state or the numbers changed
 * @fires stock-error - the availability is unknown; the badge keeps trying
 */
export class StockBadge extends LitElement implements StockBadgeElement {
  static override styles = styles;
  static override properties = {
    productId: { attribute: 'product-id' },
    warehouseId: { attribute: 'warehouse-id' },
    config: {},
    graphqlUrl: { attribute: 'graphql-url' },
    realtimeUrl: { attribute: 'realtime-url' },
    apiKey: { attribute: 'api-key' },
    announce: { type: Boolean },
    display: { state: true },
  };

  declare productId: string | undefined;
  declare warehouseId: string | undefined;
  declare config: string | undefined;
  declare graphqlUrl: string | undefined;
  declare realtimeUrl: string | undefined;
  declare apiKey: string | undefined;
  declare announce: boolean;
  declare private display: Display;
  #sight: Sight | undefined;
  #visible = false;
  #leaveVisibility: (() => void) | undefined;
  #leaveStore: (() => void) | undefined;

  constructor() {
    super();
    this.announce = false;
    this.display = { state: 'loading' };
  }

  get state(): Display['state'] {
    return this.display.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaveVisibility = watchVisibility(this, (visible) => {
      this.#visible = visible;
      this.#follow();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaveVisibility?.();
    this.#visible = false;
    this.#leaveStore?.();
    this.#leaveStore = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (['productId', 'config', 'graphqlUrl', 'realtimeUrl', 'apiKey'].some((name) => changed.has(name))) {
      this.#sight = undefined;
      this.#follow();
    }
    if (changed.has('warehouseId') && this.#sight) this.#show(this.#sight);
  }

  protected override render() {
    const { state } = this.display;
    const { text, language } = say(this.display, languageAround(this) ?? navigator.language);
    const own = html`<span lang=${language} dir="auto">${text}</span>`;
    const content = state === 'loading' ? html`<slot name="loading"><slot>${own}</slot></slot>` : html`<slot name=${state}>${own}</slot>`;
    return html`<span class="badge ${state}" part="badge" role=${this.announce ? 'status' : nothing}>
      <span class="dot" part="dot" aria-hidden="true"></span><span class="text" part="text">${content}</span>
    </span>`;
  }

  /** Watches what the attributes name while the badge is near the screen. */
  #follow(): void {
    this.#leaveStore?.();
    this.#leaveStore = undefined;
    if (!this.#visible) return;
    if (!this.productId) {
      this.#show({ answered: false, availability: null, trusted: false, cap: undefined });
      return;
    }
    this.#leaveStore = pageStore(this.#source()).watch(this.productId, (sight) => {
      this.#show(sight);
    });
  }

  #source(): Source {
    const { config, graphqlUrl, realtimeUrl, apiKey } = this;
    if (graphqlUrl && realtimeUrl && apiKey) return { graphqlUrl, realtimeUrl, apiKey };
    if (!config) return ownConfig;
    // What is no address fails when it is read, where failing is expected.
    return { configUrl: URL.canParse(config, document.baseURI) ? new URL(config, document.baseURI).href : config };
  }

  #show(sight: Sight): void {
    const before = this.#sight;
    const display = displayOf(sight, this.warehouseId);
    const same = JSON.stringify(display) === JSON.stringify(this.display) && before?.availability === sight.availability;
    this.#sight = sight;
    if (same) return;
    this.display = display;
    const { productId = '', warehouseId } = this;
    const detail: StockBadgeDetail = { productId, warehouseId, state: display.state, availability: sight.availability };
    const event = display.state === 'unknown' ? 'stock-error' : 'stock-change';
    if (display.state !== 'loading') this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }
}
