package locale

import (
	"fmt"
	"strings"
)

// entry is one text in both languages.
type entry struct {
	zh, en string
}

func (e entry) in(lang Lang) string {
	if lang == English {
		return e.en
	}
	return e.zh
}

// parse reads a file of texts into the map. A text is its key on a line of its
// own, then indented lines "zh: ..." and "en: ..."; a language's second line is
// a new paragraph. Lines that begin with # are comments.
func parse(content string, into map[string]entry) error {
	key := ""
	for i, line := range strings.Split(content, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			continue
		case line[0] != ' ':
			if err := complete(key, into); err != nil {
				return fmt.Errorf("line %d: %w", i+1, err)
			}
			if _, twice := into[trimmed]; twice {
				return fmt.Errorf("line %d: %s stands twice", i+1, trimmed)
			}
			key = trimmed
			into[key] = entry{}
		default:
			lang, text, ok := strings.Cut(trimmed, ": ")
			if !ok || key == "" {
				return fmt.Errorf("line %d: want \"zh: text\" or \"en: text\" below a key", i+1)
			}
			e := into[key]
			switch lang {
			case "zh":
				e.zh = paragraph(e.zh, text)
			case "en":
				e.en = paragraph(e.en, text)
			default:
				return fmt.Errorf("line %d: %q is no language of ours", i+1, lang)
			}
			into[key] = e
		}
	}
	return complete(key, into)
}

func paragraph(before, text string) string {
	if before == "" {
		return text
	}
	return before + "\n" + text
}

func complete(key string, texts map[string]entry) error {
	if e := texts[key]; key != "" && (e.zh == "" || e.en == "") {
		return fmt.Errorf("%s lacks a language", key)
	}
	return nil
}
