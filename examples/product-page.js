const badge = document.querySelector('stock-badge');
const addToCart = document.querySelector('form button');

// The page only spares customers a vain attempt: the reservation at the till decides. A shop that
// would rather sell on trust while Onhand cannot be reached enables the button for 'unknown' too.
function follow() {
  addToCart.disabled = badge.state !== 'in' && badge.state !== 'low';
}

badge.addEventListener('stock-change', follow);
badge.addEventListener('stock-error', follow);
