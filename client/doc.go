// Package client speaks to the JSON API of Yinxin (/api/v1) for an authority's
// programs and for organisations that check: with an API key, and nothing but
// the standard library.
//
//	c, err := client.New("https://yinxin.example", client.WithKey(key))
//	d, err := c.GetDelivery(ctx, id)
//
// Every operation of the description (/api/v1/openapi.json) is a method of
// [Client] named as its operationId. What an operation gives is described there;
// dates are civil dates of Beijing, "2026-11-22".
//
// # Failures
//
// What the server refuses is an [*Error]: go by its Reason, show people its
// Detail. What may be tried again is, by the client itself: a request that never
// got through or was answered 429 or 5xx, after the time that Retry-After names
// or a growing one, a few times. A request that creates something carries an
// Idempotency-Key, so that trying it again makes no second one; give your own
// with [Named] where a program that starts anew must not create it twice either.
//
// # Lists
//
// A list is an iterator that asks for its next page when it comes to it:
//
//	for d, err := range c.ListDeliveries(ctx) {
//		if err != nil {
//			return err
//		}
//	}
//
// # Personal data
//
// What asks about a person goes in the body of a request, never in an address.
// The client writes no log.
package client
