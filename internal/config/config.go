// Package config is the configuration of serve and of the commands that work
// beside it: one file, read strictly, checked as a whole before anything
// starts. Example shows every key.
package config

import (
	_ "embed"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// Config is the whole configuration. Default has the values of what a file
// leaves out.
type Config struct {
	Listen         string         `key:"listen"`          // host:port to listen on
	PublicURL      string         `key:"public_url"`      // what addresses in print begin with; fixed when the data folder is made
	Data           string         `key:"data"`            // folder of the data
	Database       string         `key:"database"`        // "" for SQLite in Data, or postgres://…
	MasterKeyFile  string         `key:"master_key_file"` // wraps every key; "" takes the service manager's credential
	Fonts          string         `key:"fonts"`           // folder of further TrueType fonts; may be ""
	Outbox         string         `key:"outbox"`          // folder for messages of a channel that is not set; "" for outbox in Data
	HSM            HSM            `key:"hsm"`
	Messages       Messages       `key:"messages"`
	Telephones     []Telephone    `key:"telephones"`
	DeliversFor    DeliversFor    `key:"delivers_for"`
	TrustedProxies []netip.Prefix `key:"trusted_proxies"` // whose X-Forwarded-* headers are believed
	TLS            TLS            `key:"tls"`
	Policy         Policy         `key:"policy"`
	Requests       Requests       `key:"requests"`
	Watches        Watches        `key:"watches"`
	Webhooks       Webhooks       `key:"webhooks"`
	Timestamps     Timestamps     `key:"timestamps"`
	Audit          Audit          `key:"audit"`
	Log            Log            `key:"log"`
	Limits         Limits         `key:"limits"`
}

// Telephone is where an authority answers.
type Telephone struct {
	Authority string `key:"authority"`
	Number    string `key:"number"` // as printed
	Hours     string `key:"hours"`  // as printed; may be ""
}

// DeliversFor names, by authority, the issuers whose certificates its
// deliveries may hold besides its own; Everyone stands for any.
type DeliversFor map[string][]string

// Everyone stands for every issuer.
const Everyone = "*"

// Allows reports whether an authority may deliver certificates of an issuer.
func (d DeliversFor) Allows(authority, issuer string) bool {
	return authority == issuer || slices.Contains(d[authority], issuer) || slices.Contains(d[authority], Everyone)
}

// TLS is the server's own certificate; both empty where a proxy has it.
type TLS struct {
	Cert string `key:"cert"` // PEM chain
	Key  string `key:"key"`  // PEM key
}

// Policy is the rules of endorsement, as in cert.Policy.
type Policy struct {
	Version       int        `key:"version"`
	Scenarios     []Scenario `key:"scenarios"` // the first is the default
	RetainDays    int        `key:"retain_days"`
	HistoryDays   int        `key:"history_days"`
	RecordDays    int        `key:"record_days"`
	BatchDays     int        `key:"batch_days"`
	NoticeVersion int        `key:"notice_version"`

	OrganisationNotice int `key:"organisation_notice_version"`
	LookupsPerDay      int `key:"organisation_lookups_per_day"`
	LookupMinutes      int `key:"organisation_lookup_minutes"`
}

// Scenario is one of the policy's scenarios, as in cert.Scenario.
type Scenario struct {
	Name        string            `key:"name"`
	EnglishName string            `key:"english_name"`
	MaxDays     int               `key:"max_days"`
	Quota       int               `key:"quota"`
	WindowDays  int               `key:"window_days"`
	Numbers     []cert.NumberForm `key:"numbers"` // the first is the default
}

// Requests is about what holders ask authorities to correct.
type Requests struct {
	AnswerDays int `key:"answer_days"` // civil days within which they are answered
}

// Audit is about the audit trail.
type Audit struct {
	KeepDays int `key:"keep_days"` // for which records are kept at least
}

// Log says how the program logs, to standard error.
type Log struct {
	Level  slog.Level `key:"level"`  // debug, info, warn or error
	Format string     `key:"format"` // text or json
}

// Limits protect the machine.
type Limits struct {
	Upload          int           `key:"upload"`            // bytes of a file to check
	HolderSession   time.Duration `key:"holder_session"`    // from signing in
	StaffSession    time.Duration `key:"staff_session"`     // from signing in
	PasswordMemory  int           `key:"password_memory"`   // MiB that hashing one password takes
	PasswordsAtOnce int           `key:"passwords_at_once"` // hashed at the same time
}

// Default is the configuration of an empty file, but for public_url, which
// has no default.
func Default() Config {
	return Config{
		Listen:     "127.0.0.1:8080",
		Data:       "yinxin-data",
		HSM:        HSM{Slot: NoSlot, Sessions: 16},
		Messages:   Messages{Mail: Mail{Port: 587, Encryption: "starttls"}},
		Policy:     policyOf(cert.DefaultPolicy()),
		Requests:   Requests{AnswerDays: 15},
		Watches:    Watches{Days: 365, Most: 10_000},
		Webhooks:   Webhooks{Ports: []int{443, 8443}},
		Timestamps: Timestamps{WhenDown: StampsWait, Tolerance: time.Minute, Timeout: 3 * time.Second, AtOnce: 16},
		Audit:      Audit{KeepDays: 5 * 366},
		Log:        Log{Level: slog.LevelInfo, Format: "text"},
		Limits: Limits{
			Upload:          10 << 20,
			HolderSession:   12 * time.Hour,
			StaffSession:    8 * time.Hour,
			PasswordMemory:  64,
			PasswordsAtOnce: 4,
		},
	}
}

//go:embed example.yaml
var example string

// Example is a file with every key, its meaning and its default.
func Example() string { return example }

func policyOf(p cert.Policy) Policy {
	out := Policy{
		Version: p.Version, RetainDays: p.RetainDays, HistoryDays: p.HistoryDays, RecordDays: p.RecordDays, NoticeVersion: p.NoticeVersion,
		OrganisationNotice: p.OrganisationNotice, LookupsPerDay: p.LookupsPerDay, LookupMinutes: p.LookupMinutes, BatchDays: p.BatchDays,
	}
	for _, s := range p.Scenarios {
		out.Scenarios = append(out.Scenarios, Scenario(s))
	}
	return out
}

// Rules gives the policy to the domain.
func (p Policy) Rules() cert.Policy {
	out := cert.Policy{
		Version: p.Version, RetainDays: p.RetainDays, HistoryDays: p.HistoryDays, RecordDays: p.RecordDays, NoticeVersion: p.NoticeVersion,
		OrganisationNotice: p.OrganisationNotice, LookupsPerDay: p.LookupsPerDay, LookupMinutes: p.LookupMinutes, BatchDays: p.BatchDays,
	}
	for _, s := range p.Scenarios {
		out.Scenarios = append(out.Scenarios, cert.Scenario(s))
	}
	return out
}

// LogValue leaves out the database's address, which may hold a password.
func (c Config) LogValue() slog.Value {
	database := "sqlite"
	if c.Database != "" {
		database = "postgres"
	}
	return slog.GroupValue(slog.String("listen", c.Listen), slog.String("public_url", c.PublicURL),
		slog.String("data", c.Data), slog.String("database", database))
}
