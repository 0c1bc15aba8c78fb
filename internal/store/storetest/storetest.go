// Package storetest holds every adapter of the store to one suite: each method
// of the port, and each sentence of its contract.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Open gives a store for one test, and closes it when the test ends.
type Open func(t *testing.T) store.Store

// Run runs the suite. Each call of open gives a new, empty store.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s store.Store)
	}{
		{"transactions", testTransactions},
		{"view sees one moment", testViewSeesOneMoment},
		{"view does not write", testViewDoesNotWrite},
		{"cancelled", testCancelled},
		{"certificates", testCertificates},
		{"certificates: numbers", testCertificateNumbers},
		{"certificates: superseded", testSupersededCertificates},
		{"certificates: documents", testCertificatesByDocument},
		{"certificates: names", testCertificatesByName},
		{"certificates: names byte for byte", testNamesByteForByte},
		{"certificates: all or none", testAllOrNone},
		{"certificates: in bulk", testBulk},
		{"certificates: searched", testSearch},
		{"changes", testChanges},
		{"changes: due", testDueChanges},
		{"identity: documents", testDocumentTies},
		{"identity: names", testNameTies},
		{"identity: accounts", testAccountsOfPerson},
		{"identity: bearings", testBearings},
		{"by data", testKnown},
		{"by data: tied", testKnownByTies},
		{"query numbers", testQueryNumbers},
		{"inquiries", testInquiries},
		{"requests", testRequests},
		{"locks: certificates", testLockCertificate},
		{"locks: accounts", testLockAccount},
		{"copies", testCopies},
		{"checks", testChecks},
		{"check records", testCheckRecords},
		{"batches", testBatches},
		{"batches: parts", testBatchParts},
		{"batches: leases", testBatchLeases},
		{"batches: standings", testCopyStandings},
		{"copies: conflicts", testCopyConflicts},
		{"copies: unendorsed", testUnendorsedCopies},
		{"copies: claimed", testClaims},
		{"copies: leases", testLeases},
		{"copies: deferred", testDeferCopy},
		{"copies: finished", testFinishCopy},
		{"copies: withdrawn", testWithdrawCopy},
		{"copies: made to last", testLasting},
		{"copies: raised under a lease", testRaising},
		{"copies: renewable", testRenewable},
		{"copies: files replaced", testReplaceFile},
		{"copies: ten at once", testTenApplicationsAtOnce},
		{"copies: claimers at once", testClaimersAtOnce},
		{"accounts", testAccounts},
		{"accounts: user names", testUsernames},
		{"accounts: documents", testAccountsByDocument},
		{"accounts: staff", testStaff},
		{"organisations", testOrganisations},
		{"organisations: numbers", testOrganisationNumbers},
		{"organisations: people", testAccountsOfOrganisation},
		{"organisations: unconfirmed", testUnconfirmedOrganisations},
		{"organisations: look-ups", testLookups},
		{"organisations: look-ups at once", testLookupsAtOnce},
		{"sessions", testSessions},
		{"one-time codes", testOneTimeCodes},
		{"contact changes", testContactChanges},
		{"recovery codes", testRecoveryCodes},
		{"passkeys", testPasskeys},
		{"ceremonies", testCeremonies},
		{"expiry", testDeleteExpired},
		{"throttle", testThrottle},
		{"throttle: given back", testGiveBack},
		{"throttle: at once", testThrottleAtOnce},
		{"catalogue", testCatalogue},
		{"catalogue: versions", testCatalogueVersions},
		{"seals", testSeals},
		{"seals: held", testHoldSeal},
		{"seals: uses", testSealUses},
		{"issued certificates", testIssued},
		{"issued certificates: lists", testPublishedLists},
		{"deliveries", testDeliveries},
		{"deliveries: chosen", testDeliveriesChosen},
		{"deliveries: leases", testDeliveryLeases},
		{"deliveries: claimers at once", testDeliveryClaimersAtOnce},
		{"deliveries: publication", testPublication},
		{"deliveries: coverage", testCoverage},
		{"deliveries: enclosures", testEnclosures},
		{"settings", testSettings},
		{"trail", testTrail},
		{"proposals", testProposals},
		{"proposals: chosen", testProposalsChosen},
		{"messages", testMessages},
		{"watches", testWatches},
		{"webhooks", testWebhooks},
		{"webhooks: claimed", testWebhookLeases},
		{"webhooks: claimers at once", testWebhookClaimersAtOnce},
		{"events", testEvents},
		{"events: on their way", testDispatches},
		{"messages: claimers at once", testMessageClaimersAtOnce},
		{"messages: choices", testMessageChoices},
		{"messages: rounds", testMessageRounds},
		{"messages: whom to tell", testMessageReaders},
		{"devices", testDevices},
		{"API keys", testAPIKeys},
		{"API keys: organisations", testAPIKeysOfOrganisation},
		{"answers kept", testKeptAnswers},
		{"trail: completed", testTrailCompleted},
		{"trail: searched", testTrailSearched},
		{"trail: pages", testTrailPages},
		{"trail: chained", testTrailChained},
		{"trail: chained at once", testTrailChainedAtOnce},
		{"figures: counts", testCounts},
		{"figures: counts at once", testCountsAtOnce},
		{"figures: queue", testPendingOf},
		{"figures: failures", testFailures},
		{"figures: office", testOfficeFigures},
		{"malformed text", testMalformedText},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// noon is when the suite's things happen, to the microsecond a store keeps.
func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 123456000, time.UTC) }

var errOurs = errors.New("ours")

// update runs f in a transaction that must succeed.
func update(t *testing.T, s store.Store, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// view runs f in a read-only transaction that must succeed.
func view(t *testing.T, s store.Store, f func(ctx context.Context, r store.Reader) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// read returns what f reads.
func read[T any](t *testing.T, s store.Store, f func(ctx context.Context, r store.Reader) (T, error)) (v T) {
	t.Helper()
	view(t, s, func(ctx context.Context, r store.Reader) (err error) {
		v, err = f(ctx, r)
		return err
	})
	return v
}

// wantKind checks the kind of a failure, and its reason where one is given.
func wantKind(t *testing.T, err error, kind fault.Kind, reason fault.Reason) {
	t.Helper()
	if !fault.Is(err, kind) || reason != "" && fault.ReasonOf(err) != reason {
		t.Errorf("error %v (kind %d, reason %q), want kind %d, reason %q", err, fault.KindOf(err), fault.ReasonOf(err), kind, reason)
	}
}

// wantSame compares values; no list and an empty one are the same.
func wantSame[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// id gives 26 characters that end in a number.
func id(n int) string { return fmt.Sprintf("a%025d", n) }
