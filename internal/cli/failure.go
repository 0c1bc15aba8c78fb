package cli

import (
	"errors"
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/verify"
)

// sayFailure says why a command failed: in both languages, with the reason
// code to quote, where there are words for it. What is the machine's fault
// rather than the caller's is followed by its cause.
func sayFailure(w io.Writer, err error) {
	code, words := wordsOf(err)
	if len(words) == 0 {
		fmt.Fprintln(w, "yinxin:", err)
		return
	}
	fmt.Fprintf(w, "yinxin: %s [%s]\n", words[0], code)
	for _, line := range words[1:] {
		fmt.Fprintf(w, "        %s\n", line)
	}
	var e *fault.Error
	if errors.As(err, &e) && (e.Kind == fault.Other || e.Kind == fault.Unavailable) {
		fmt.Fprintf(w, "        %v\n", err)
	}
}

// wordsOf gives an error's reason in each language, nothing where there is no
// reason or no text for it.
func wordsOf(err error) (code fault.Reason, words []string) {
	code, args := reasonOf(err)
	texts, failed := locale.Load()
	if failed != nil || !texts.Has("reason."+string(code)) && !texts.Has("row."+string(code)) {
		return "", nil
	}
	for _, lang := range locale.Langs() {
		means, next := texts.Reason(lang, code, args)
		if next != "" && lang == locale.English {
			means += " "
		}
		words = append(words, means+next)
	}
	return code, words
}

func reasonOf(err error) (fault.Reason, map[string]any) {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Reason, e.Args
	}
	var unjudged *verify.Error
	if errors.As(err, &unjudged) {
		return fault.Reason(unjudged.Code), nil
	}
	return "", nil
}
