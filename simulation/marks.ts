/** How many calls a run has that is to reach them. */
export const MARKED_STEPS = 250;

/**
 * A seed for each rare state, which reaches it. A change of the product moves what a seed does:
 * `npm run sim -- --seeds 60 --steps 250` says which reach a state now.
 */
export const MARKS: Readonly<Record<string, number>> = {
  'a reservation expired': 11,
  'a reservation was changed': 354,
  'a reservation was extended': 354,
  'a reservation was committed': 354,
  'a commit took back what had expired': 27,
  'a committed reservation was changed': 354,
  'a committed reservation was released': 354,
  'a committed reservation shipped': 354,
  'a part shipped and the rest stayed': 354,
  'the server chose a warehouse': 11,
  'TTL deleted an active reservation': 354,
  'an order made a reservation for itself': 193,
  'an order took several transactions': 354,
  'an order took over its reservations': 195,
  'an order was undone': 354,
  'an undo came to its end': 354,
  'an order changed hands': 193,
  'a large order shipped': 193,
  'units of a deleted reservation were given back': 354,
  'a level was retired': 8,
  'a retired level came back': 8,
  'a count was forced below what is reserved': 27,
  'a level was described': 354,
  'a level sold out': 354,
  'a contended write went to its function': 27,
  'a function was killed': 193,
  'a stack was killed': 8,
  'a batch was given up': 11,
  'what was given up was redriven': 11,
  'a caller was told to come again': 17,
  'a caller does not know what happened': 27,
  'a record was poison': 11,
  'a resolver of the release before handed over': 27,
};

/** States that no seed is known to reach, and why. */
export const UNREACHED: Readonly<Record<string, string>> = {
  'an undone order opened a reservation again':
    'it takes a count forced below what a large order of several carts is about to ship; order-crashes.test.ts does that',
  'a function ran out of time': 'each function ends its work before its time; being killed stands for it',
};
