// Package relational maps the store's nouns to tables: every statement and
// every row mapping, written once for both engines. An adapter brings a Conn
// to talk through and a Dialect for what its engine says differently.
//
// Instants are kept as microseconds since 1970 in UTC (NULL for none), civil
// dates as YYYY-MM-DD (empty for none), lists and snapshots as JSON text.
// Identity and telephone numbers are kept sealed, documents beside a keyed
// blind index of their normal form, and throttling keys by such an index
// alone.
package relational

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

// Options is what both adapters need.
type Options struct {
	Cipher Cipher // seals what must not be read from the disk; required
}

// Enqueuer adds a job in the transaction it was made for.
type Enqueuer func(ctx context.Context, job store.Job) error

// Mapping is the statements of one dialect and the cipher. It is immutable
// and safe for concurrent use.
type Mapping struct {
	dialect Dialect
	vault   strongbox
	all     []string

	certificates  certificateStatements
	search        searchStatements
	changes       changeStatements
	copies        copyStatements
	lasting       lastingStatements
	checks        checkStatements
	records       checkRecordStatements
	batches       batchStatements
	accounts      accountStatements
	sessions      sessionStatements
	contacts      contactStatements
	recovery      recoveryStatements
	closing       closingStatements
	passkeys      passkeyStatements
	organisations organisationStatements
	office        officeStatements
	catalogue     catalogueStatements
	seals         sealStatements
	proposals     proposalStatements
	deliveries    deliveryStatements
	enclosures    enclosureStatements
	coverage      coverageStatements
	identity      identityStatements
	data          dataStatements
	requests      requestStatements
	messages      messageStatements
	apiKeys       apiKeyStatements
	trail         trailStatements
	figures       figureStatements
	rotation      []rotation
	watches       watchStatements
	webhooks      webhookStatements
	events        eventStatements
	issued        issuedStatements
}

// New writes the statements in the dialect.
func New(d Dialect, opts Options) *Mapping {
	m := &Mapping{dialect: d, vault: strongbox{opts.Cipher}}
	m.certificates = newCertificateStatements(m)
	m.search = newSearchStatements(m)
	m.changes = newChangeStatements(m)
	m.copies = newCopyStatements(m)
	m.lasting = newLastingStatements(m)
	m.checks = newCheckStatements(m)
	m.records = newCheckRecordStatements(m)
	m.batches = newBatchStatements(m)
	m.accounts = newAccountStatements(m)
	m.sessions = newSessionStatements(m)
	m.contacts = newContactStatements(m)
	m.recovery = newRecoveryStatements(m)
	m.closing = newClosingStatements(m)
	m.passkeys = newPasskeyStatements(m)
	m.organisations = newOrganisationStatements(m)
	m.office = newOfficeStatements(m)
	m.catalogue = newCatalogueStatements(m)
	m.seals = newSealStatements(m)
	m.proposals = newProposalStatements(m)
	m.deliveries = newDeliveryStatements(m)
	m.enclosures = newEnclosureStatements(m)
	m.coverage = newCoverageStatements(m)
	m.identity = newIdentityStatements(m)
	m.data = newDataStatements(m)
	m.requests = newRequestStatements(m)
	m.messages = newMessageStatements(m)
	m.apiKeys = newAPIKeyStatements(m)
	m.watches = newWatchStatements(m)
	m.webhooks = newWebhookStatements(m)
	m.events = newEventStatements(m)
	m.issued = newIssuedStatements(m)
	m.trail = newTrailStatements(m)
	m.figures = newFigureStatements(m)
	m.rotation = newRotations(m)
	return m
}

// Statements returns every fixed statement, for an adapter that prepares them.
func (m *Mapping) Statements() []string { return m.all }

// Reader reads through a connection.
func (m *Mapping) Reader(c Conn) store.Reader { return reader{m, c} }

// Tx reads and writes through a connection that is in a transaction. A nil
// enqueue forgets jobs.
func (m *Mapping) Tx(c Conn, enqueue Enqueuer) store.Tx { return tx{reader{m, c}, enqueue} }

// sql enters a statement into the list, in the dialect's notation.
func (m *Mapping) sql(statement string) string {
	statement = m.notation(statement)
	m.all = append(m.all, statement)
	return statement
}

// notation puts a statement in the dialect's.
func (m *Mapping) notation(statement string) string {
	if m.dialect.Notation == nil {
		return statement
	}
	return m.dialect.Notation(statement)
}

type reader struct {
	m *Mapping
	c Conn
}

type tx struct {
	reader
	enqueue Enqueuer
}

// Enqueue adds the job in this transaction.
func (t tx) Enqueue(ctx context.Context, job store.Job) error {
	if t.enqueue == nil {
		return nil
	}
	return t.m.Fault("store.Enqueue", t.enqueue(ctx, job))
}
