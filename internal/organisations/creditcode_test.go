package organisations_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/organisations"
)

// standardExample is the code that GB 32100-2015 works out as its example.
const standardExample = "91350100M000100Y43"

func TestCreditCodes(t *testing.T) {
	for typed, want := range map[string]string{
		standardExample:          standardExample,
		" 91350100-m000100y-43 ": standardExample,
		"９１３５０１００Ｍ０００１００Ｙ４３": standardExample,
	} {
		got, err := organisations.ParseCreditCode(typed)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]fault.Reason{
		"":                               "credit_code_malformed",
		standardExample[:17]:             "credit_code_malformed",
		standardExample + "0":            "credit_code_malformed",
		"9135010AM000100Y43":             "credit_code_malformed", // a letter in the place
		"91350100M000100I43":             "credit_code_malformed", // no I in the alphabet
		"91350100M000100Y4é":             "credit_code_malformed",
		strings.Repeat("9", 1000):        "credit_code_malformed",
		"91350100M000100Y44":             "credit_code_check",
		"91350100M000010Y43":             "credit_code_check",
		"19350100M000100Y43":             "credit_code_check", // two characters exchanged
		standardExample[:16] + "5" + "3": "credit_code_check",
	} {
		if _, err := organisations.ParseCreditCode(typed); fault.ReasonOf(err) != want || !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want %s", typed, err, want)
		}
	}
}

// One wrong character is always noticed.
func TestEveryWrongCharacterIsNoticed(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	for i := range standardExample {
		for _, other := range alphabet {
			wrong := standardExample[:i] + string(other) + standardExample[i+1:]
			if _, err := organisations.ParseCreditCode(wrong); (err == nil) != (wrong == standardExample) {
				t.Errorf("%s: %v", wrong, err)
			}
		}
	}
}

func FuzzParseCreditCode(f *testing.F) {
	for _, seed := range []string{standardExample, "", "91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := organisations.ParseCreditCode(typed)
		if err != nil {
			return
		}
		again, err := organisations.ParseCreditCode(code)
		if len(code) != 18 || again != code || err != nil {
			t.Errorf("%q gives %q, which gives %q, %v", typed, code, again, err)
		}
	})
}
