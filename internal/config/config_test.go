package config

import (
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yinxin.example/yinxin/internal/cert"
)

func equal(want, got Config) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }))
}

func TestExampleShowsEveryKeyWithItsDefault(t *testing.T) {
	c, err := Read(strings.NewReader(Example()))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.PublicURL = "https://yinxin.example"
	if diff := equal(want, c); diff != "" {
		t.Errorf("the example is not the defaults (-want +got):\n%s", diff)
	}
	for _, key := range []string{"listen", "public_url", "data", "database", "master_key_file", "fonts", "outbox", "messages",
		"telephones", "delivers_for", "trusted_proxies", "tls", "policy", "requests", "audit", "log", "limits"} {
		if !strings.Contains(Example(), "\n"+key+":") {
			t.Errorf("the example lacks %s", key)
		}
	}
}

func TestDefaultPolicyIsTheDomains(t *testing.T) {
	if diff := cmp.Diff(cert.DefaultPolicy(), Default().Policy.Rules()); diff != "" {
		t.Error(diff)
	}
}

const full = `# an installation
listen: "[::1]:9443"
public_url: https://c.example.cn   # printed
data: /var/lib/yinxin
database: 'postgres://yinxin@a,b/yinxin?target_session_attrs=read-write'
telephones:
- authority: 示例人事考试中心
  number: "000-00000000"   # as printed
  hours: 工作日 9:00-17:00
- number: '000-11111111'
delivers_for:
  示例人事考试中心: ["*"]
  示例测绘学会:
    - 示例测绘教育学会
trusted_proxies: [127.0.0.1/32, "::1/128"]
tls: 
  cert: tls/cert.pem
  key: tls/key.pem
policy:
  version: 2
  notice_version: 3
  retain_days: 0
  scenarios:
    - name: 本人调用
      max_days: 90
      quota: 3
      window_days: 90
    -   name: 招标投标
        max_days: 30
        quota: 5
        window_days: 30
audit:
  keep_days: 200
log: 
  level: warn
  format: json
limits:
  holder_session: 90m
`

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "yinxin.yaml")
	if err := os.WriteFile(path, []byte(full), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Listen = "[::1]:9443"
	want.PublicURL = "https://c.example.cn"
	want.Data = "/var/lib/yinxin"
	want.Database = "postgres://yinxin@a,b/yinxin?target_session_attrs=read-write"
	want.Telephones = []Telephone{{"示例人事考试中心", "000-00000000", "工作日 9:00-17:00"}, {Number: "000-11111111"}}
	want.DeliversFor = DeliversFor{"示例人事考试中心": {"*"}, "示例测绘学会": {"示例测绘教育学会"}}
	want.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("::1/128")}
	want.TLS = TLS{filepath.Join(dir, "tls/cert.pem"), filepath.Join(dir, "tls/key.pem")}
	want.Policy.Version, want.Policy.NoticeVersion, want.Policy.RetainDays = 2, 3, 0
	want.Policy.Scenarios = []Scenario{{Name: "本人调用", MaxDays: 90, Quota: 3, WindowDays: 90}, {Name: "招标投标", MaxDays: 30, Quota: 5, WindowDays: 30}}
	want.Audit.KeepDays = 200
	want.Log = Log{Level: slog.LevelWarn, Format: "json"}
	want.Limits.HolderSession = 90 * time.Minute
	if diff := equal(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.OutboxFolder() != "/var/lib/yinxin/outbox" {
		t.Errorf("outbox %s", got.OutboxFolder())
	}
	if logged := got.LogValue().String(); strings.Contains(logged, "target_session_attrs") {
		t.Errorf("the database's address is logged: %s", logged)
	}
}

func TestReadRefuses(t *testing.T) {
	tests := map[string]struct {
		file string
		want []string // each must stand in the error
	}{
		"unknown key":           {"listn: x", []string{"line 1", "unknown key listn", "did you mean listen?"}},
		"unknown key beneath":   {"log:\n  levl: info", []string{"line 2", "log.levl", "log.level?"}},
		"unknown key in a list": {"policy:\n  scenarios:\n    - neme: x", []string{"line 3", "policy.scenarios[0].name?"}},
		"several at once":       {"listn: x\nPublic-URL: y\nlimits:\n  upload: ten", []string{"listen?", "public_url?", "limits.upload"}},
		"twice":                 {"data: a\ndata: b", []string{"line 2", "already set on line 1"}},
		"number":                {"policy:\n  version: one", []string{"policy.version", "whole number"}},
		"quoted number":         {"policy:\n  version: \"1\"", []string{"whole number"}},
		"duration":              {"limits:\n  holder_session: 12", []string{"holder_session", "duration"}},
		"level":                 {"log:\n  level: loud", []string{"log.level", "loud"}},
		"proxy":                 {"trusted_proxies: [somewhere]", []string{"trusted_proxies[0]", "somewhere"}},
		"list expected":         {"telephones: none", []string{"telephones is a list"}},
		"issuers not a map":     {"delivers_for: [a]", []string{"delivers_for has keys of its own"}},
		"issuers not a list":    {"delivers_for:\n  a: b", []string{"line 2", "delivers_for.a is a list"}},
		"issuers set twice":     {"delivers_for:\n  a: [b]\n  a: [c]", []string{"already set on line 2"}},
		"one value expected":    {"data: [a, b]", []string{"data takes one value"}},
		"keys expected":         {"tls: yes", []string{"tls has keys of its own"}},
		"truth value":           {"fonts: no", []string{"fonts", "quotes"}},
		"tab":                   {"tls:\n\tcert: x", []string{"line 2"}},
		"anchor":                {"data: &a x", []string{"line 1", "anchors"}},
		"alias":                 {"data: &a x\nfonts: *a", []string{"line 1", "anchors"}},
		"merge":                 {"tls:\n  <<: {cert: a}", []string{"line 2", "one word"}},
		"tag":                   {"data: !!str 1", []string{"line 1", "tags"}},
		"second document":       {"data: a\n---\ndata: b", []string{"more than one document"}},
		"colon in plain":        {"data: a: b", []string{"yaml"}},
		"quote not closed":      {"data: \"abc", []string{"yaml"}},
		"list at the top":       {"- a", []string{"line 1", "begin with a key"}},
		"a key that is a list":  {"[a]: b", []string{"one word"}},
		"nested without end":    {"tls: " + strings.Repeat("[", 9) + strings.Repeat("]", 9), []string{"deep"}},
		"too large":             {strings.Repeat("#\n", maxBytes), []string{"larger"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(test.file))
			if err == nil {
				t.Fatal("was accepted")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error lacks %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestValidateGivesEveryFaultAtOnce(t *testing.T) {
	c := Default()
	c.Listen = "8080"
	c.PublicURL = "http://yinxin.example"
	c.Database = "mysql://x"
	c.Telephones = []Telephone{{Authority: "a"}}
	c.DeliversFor = DeliversFor{"*": {"a"}, "b": nil}
	c.Policy.Scenarios = nil
	c.Limits.PasswordsAtOnce = 0
	c.Log.Format = "xml"
	err := c.Validate()
	if err == nil {
		t.Fatal("was accepted")
	}
	for _, want := range []string{"listen:", "public_url:", "database:", "telephones[0]:", `delivers_for: "*"`, "delivers_for.b:", "policy:", "limits.passwords_at_once:", "log.format:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}

func TestValidate(t *testing.T) {
	tests := map[string]struct {
		change func(*Config)
		want   string // "" where it is fine
	}{
		"as is":              {func(*Config) {}, ""},
		"loopback http":      {func(c *Config) { c.PublicURL = "http://127.0.0.1:8080" }, ""},
		"path":               {func(c *Config) { c.PublicURL = "https://a.example/yinxin" }, ""},
		"open without tls":   {func(c *Config) { c.Listen = "0.0.0.0:80" }, "listen: 0.0.0.0:80 would serve passwords"},
		"every host":         {func(c *Config) { c.Listen = ":80" }, "would serve passwords"},
		"behind a proxy":     {func(c *Config) { c.Listen = ":80"; c.TrustedProxies = []netip.Prefix{{}} }, ""},
		"with tls":           {func(c *Config) { c.Listen = ":443"; c.TLS = TLS{"c", "k"} }, ""},
		"half of tls":        {func(c *Config) { c.TLS.Cert = "c" }, "tls:"},
		"no public url":      {func(c *Config) { c.PublicURL = "" }, "public_url: not set"},
		"slash at the end":   {func(c *Config) { c.PublicURL = "https://a.example/" }, "public_url:"},
		"query":              {func(c *Config) { c.PublicURL = "https://a.example?x=1" }, "public_url:"},
		"as long as may be":  {func(c *Config) { c.PublicURL = "https://" + strings.Repeat("a", 33) }, ""},
		"too long for a QR":  {func(c *Config) { c.PublicURL = "https://" + strings.Repeat("a", 34) }, "QR code"},
		"no data":            {func(c *Config) { c.Data = "" }, "data:"},
		"postgres":           {func(c *Config) { c.Database = "postgres://h/d" }, ""},
		"answered at once":   {func(c *Config) { c.Requests.AnswerDays = 1 }, ""},
		"never answered":     {func(c *Config) { c.Requests.AnswerDays = 0 }, "requests.answer_days"},
		"answered too late":  {func(c *Config) { c.Requests.AnswerDays = 91 }, "requests.answer_days"},
		"six months":         {func(c *Config) { c.Audit.KeepDays = 184 }, ""},
		"too short a trail":  {func(c *Config) { c.Audit.KeepDays = 183 }, "audit.keep_days"},
		"too long a trail":   {func(c *Config) { c.Audit.KeepDays = 36526 }, "audit.keep_days"},
		"short session":      {func(c *Config) { c.Limits.StaffSession = time.Second }, "limits.staff_session"},
		"weak password hash": {func(c *Config) { c.Limits.PasswordMemory = 1 }, "limits.password_memory"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Default()
			c.PublicURL = "https://yinxin.example"
			test.change(&c)
			err := c.Validate()
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestKeysWithoutAValueLeaveTheDefault(t *testing.T) {
	for _, file := range []string{"", "# nothing\n", "---\n", "listen:\ntls:\ntelephones:\npolicy: ~\n", "tls: {}\n"} {
		c, err := Read(strings.NewReader(file))
		if err != nil {
			t.Errorf("%q: %v", file, err)
		}
		if diff := equal(Default(), c); diff != "" {
			t.Errorf("%q (-want +got):\n%s", file, diff)
		}
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(path, []byte("listen: nowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, path + ".missing"} {
		if _, err := Load(p); err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("Load(%s): %v", p, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Example())
	f.Add(full)
	f.Add("")
	f.Add("a:\n- - b")
	f.Add("data: [\"a\\\"\", 'b''c', ]")
	f.Fuzz(func(_ *testing.T, file string) {
		c, err := Read(strings.NewReader(file))
		if err == nil {
			_ = c.Validate()
		}
	})
}

func TestWhoDeliversForWhom(t *testing.T) {
	d := DeliversFor{"centre": {"*"}, "society": {"college"}}
	tests := []struct {
		authority, issuer string
		want              bool
	}{
		{"centre", "centre", true}, {"centre", "society", true},
		{"society", "society", true}, {"society", "college", true}, {"society", "centre", false},
		{"college", "college", true}, {"college", "society", false}, {"society", "*", false},
	}
	for _, test := range tests {
		if got := d.Allows(test.authority, test.issuer); got != test.want {
			t.Errorf("%s for %s: %t", test.authority, test.issuer, got)
		}
	}
}
