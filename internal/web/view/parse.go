package view

import (
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/verify"
)

// parse gives every page's template in one language, by its path under
// templates/. Each is the layout with the page's own "title" and "main", and
// with the partials that these lead to.
func parse(catalog *locale.Catalog, assets *Assets, lang locale.Lang) (map[string]*template.Template, error) {
	all := functions(catalog, assets, lang)
	folding := fold{map[string]any{}}
	for _, name := range []string{"t", "asset", "lang", "english", "gap"} {
		folding.constant[name] = all[name]
	}
	shared, err := parseFiles(all, "templates/layout.html", "templates/partials/*.html")
	if err != nil {
		return nil, err
	}
	if err := folding.templates(shared); err != nil {
		return nil, err
	}
	files, err := fs.Glob(templates, "templates/*/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		name := strings.TrimPrefix(file, "templates/")
		if strings.HasPrefix(name, "partials/") {
			continue
		}
		own, err := parseFiles(all, file)
		if err != nil {
			return nil, err
		}
		if err := folding.templates(own); err != nil {
			return nil, err
		}
		if pages[name], err = assemble(all, own, shared); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return pages, nil
}

func parseFiles(all template.FuncMap, patterns ...string) (*template.Template, error) {
	return template.New("").Funcs(all).ParseFS(templates, patterns...)
}

// functions are what templates may call, bound to one language.
func functions(catalog *locale.Catalog, assets *Assets, lang locale.Lang) template.FuncMap {
	text := func(key string, pairs ...any) (string, error) {
		args, err := dict(pairs...)
		if err != nil {
			return "", err
		}
		return catalog.Text(lang, key, args)
	}
	return template.FuncMap{
		"lang":          func() string { return string(lang) },
		"english":       func() bool { return lang == locale.English },
		"t":             text,
		"paragraphs":    locale.Paragraphs,
		"asset":         assets.Path,
		"deskOf":        deskOf,
		"checkerOf":     checkerOf,
		"dict":          dict,
		"input":         newInput,
		"stateTone":     stateTone,
		"proposalName":  func(kind string) string { return nameOf(catalog, lang, "proposal.", kind) },
		"fieldName":     func(field string) string { return nameOf(catalog, lang, "field.", field) },
		"factName":      func(fact string) string { return nameOf(catalog, lang, "fact.", fact) },
		"factIs":        func(fact, value string) string { return factIs(catalog, lang, fact, value) },
		"valueOf":       func(field, value string) string { return valueOf(catalog, lang, field, value) },
		"proposalLists": ProposalLists,
		"pair":          func(a, b any) struct{ First, Second any } { return struct{ First, Second any }{a, b} },
		"bytes":         func(n int) int64 { return int64(n) },
		"actionName":    func(action string) string { return nameOf(catalog, lang, "action.", action) },
		"actorName":     func(actor string) string { return nameOf(catalog, lang, "actor.", actor) },
		"reasonName":    func(code string) string { return knownReason(catalog, lang, code) },
		"roleName":      func(role string) string { return nameOf(catalog, lang, "role.", role) },
		"documentTypes": person.DocumentTypes,
		"date":          func(d civil.Date) string { return locale.Date(lang, d) },
		"moment":        func(t time.Time) string { return locale.Moment(lang, t) },
		"second":        func(t time.Time) string { return locale.Second(lang, t) },
		"number":        locale.Number,
		"when":          func(c ChartColumn) string { return c.when(lang) },
		"took":          func(d time.Duration) (string, error) { return took(text, d) },
		"means": func(r fault.Reason, args map[string]any) string {
			means, _ := catalog.Reason(lang, r, args)
			return means
		},
		"next": func(r fault.Reason, args map[string]any) string {
			_, next := catalog.Reason(lang, r, args)
			return next
		},
		"finding": func(r fault.Reason) string { return finding(catalog, lang, r).means },
		"advice":  func(r fault.Reason) string { return finding(catalog, lang, r).next },
		"rowMeans": func(r fault.Reason) string {
			means, _ := catalog.RowReason(lang, r, nil)
			return means
		},
		"rowNext": func(r fault.Reason) string {
			_, next := catalog.RowReason(lang, r, nil)
			return next
		},
		"gap":      func() string { return gap(lang) },
		"minutes":  func(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) },
		"upto":     upto,
		"original": original,
		"tel":      telephoneURL,
		"filesize": fileSize,
		"join":     strings.Join,
	}
}

// nameOf is the word for a code of ours, the code itself where there is none.
func nameOf(catalog *locale.Catalog, lang locale.Lang, family, code string) string {
	if name, err := catalog.Text(lang, family+code, nil); err == nil {
		return name
	}
	return code
}

// knownReason is a reason code in words, "" for what is none: what somebody
// typed, or a code whose words need more than the code.
func knownReason(catalog *locale.Catalog, lang locale.Lang, code string) string {
	words, err := catalog.Text(lang, "reason."+code, nil)
	if err != nil {
		return ""
	}
	return words
}

// valueOf says a value of a proposal in words where it is one of ours: a state
// of a certificate, or what has a text value.FIELD.VALUE.
func valueOf(catalog *locale.Catalog, lang locale.Lang, field, value string) string {
	if field == "state" && value != "" {
		return nameOf(catalog, lang, "state.", value)
	}
	key := "value." + field + "." + value
	if !catalog.Has(key) {
		return value
	}
	return nameOf(catalog, lang, "value."+field+".", value)
}

// factIs says a value of a record in words where it is one of ours: a role, how much
// of a number shows, or the state of whatever the record is about.
func factIs(catalog *locale.Catalog, lang locale.Lang, fact, value string) string {
	families := map[string][]string{"role": {"role."}, "number": {"number."}, "state": {"state.", "delivery.state.", "copy.", "value.seal.state."}}
	for _, family := range families[fact] {
		if catalog.Has(family + value) {
			return nameOf(catalog, lang, family, value)
		}
	}
	return value
}

type said struct{ means, next string }

// finding says a reason of a verdict. The checker has the texts of its own
// closed list; the locale has the few that read otherwise to someone who
// cannot choose whom this site trusts.
func finding(catalog *locale.Catalog, lang locale.Lang, reason fault.Reason) said {
	if r, ok := verify.ReasonOf(string(reason)); ok && !catalog.Has("reason."+string(reason)) {
		return said{r.Text(string(lang)), r.Advice(string(lang))}
	}
	means, next := catalog.Reason(lang, reason, nil)
	return said{means, next}
}

// gap is what stands between two sentences.
func gap(lang locale.Lang) string {
	if lang == locale.English {
		return " "
	}
	return ""
}

// dict makes a map of pairs of a name and a value.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("view: a name without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("view: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// upto gives 1 to n.
func upto(n int) []int {
	numbers := make([]int, 0, max(n, 0))
	for i := 1; i <= n; i++ {
		numbers = append(numbers, i)
	}
	return numbers
}

// original lets the one kind of data: URL through that the verdict page needs,
// a PDF that the handler cut from the reader's own upload. Anything else but a
// path on this site is refused.
func original(address string) (template.URL, error) {
	onSite := strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
	if !onSite && !strings.HasPrefix(address, "data:application/pdf;base64,") {
		return "", fmt.Errorf("view: the original revision cannot be at this address")
	}
	return template.URL(address), nil //nolint:gosec // checked above
}

// telephoneURL makes a tel: address (RFC 3966) of a number as printed.
func telephoneURL(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '-' {
			return r
		}
		return -1
	}, number)
	return template.URL("tel:" + digits) //nolint:gosec // digits and hyphens only
}

// fileSize writes a size in bytes, or in KB or MB of 1024, one decimal place.
func fileSize(bytes int64) string {
	if bytes < 1<<10 {
		return fmt.Sprintf("%d B", bytes)
	}
	if bytes < 1<<20 {
		return fmt.Sprintf("%.1f KB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}
