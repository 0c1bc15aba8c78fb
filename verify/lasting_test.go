package verify_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// after is the time some hours after noon.
func after(hours int) time.Time { return noon().Add(time.Duration(hours) * time.Hour) }

// What makes a seal last may follow it, and gives it a proven time.
func TestACopyThatLasts(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	plain := w.copyOf(t, said())
	root, list := [][]byte{w.root.Certificate.Raw}, [][]byte{goodList(t, w.root, noon())}
	lasting := w.lasting(t, c)
	withStamp := seal(t, stamped{Signer: w.pen, tb: t, stamp: c.at(noon())}, packet(said().Properties()), nil)
	for name, f := range map[string]struct {
		file   []byte
		proven time.Time
	}{
		"a timestamp":                     {timed(t, plain, c, after(1)), after(1)},
		"a store and a timestamp":         {lasting, after(1)},
		"twice":                           {timed(t, stored(t, lasting, [][]byte{c.cert.Raw}, nil), c, after(2)), after(1)},
		"timestamps at the same moment":   {timed(t, timed(t, plain, c, after(1)), c, after(1)), after(1)},
		"both in one revision":            {revision{objects: both(t, plain, root, list)}.with(t, plain, c, after(1)), after(1)},
		"its signature stamped":           {withStamp, noon()},
		"that, and a timestamp":           {timed(t, withStamp, c, after(3)), noon()},
		"a widget on no page's list":      {timedSo(t, plain, c, func(o map[int]string) { delete(o, 5) }), after(1)},
		"a widget that draws nothing":     {timedSo(t, plain, c, nothingDrawn), after(1)},
		"an extension of ETSI's":          {timedSo(t, plain, c, extended), after(1)},
		"the field written again":         {timedSo(t, plain, c, func(o map[int]string) { o[6] = body(t, plain, 6) }), after(1)},
		"digits in upper case":            {revision{objects: stampFields(t, plain), digits: strings.ToUpper}.with(t, plain, c, after(1)), after(1)},
		"a certificate above in the DTS":  {timed(t, plain, beside(c, w.root.Certificate.Raw), after(1)), after(1)},
		"half a minute before it is made": {timed(t, plain, c, noon().Add(-30*time.Second)), noon().Add(-30 * time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.check(t, f.file)
			if r.Verdict != verify.Valid || r.Integrity != verify.Intact || !r.Signers[0].ProvenAt.Equal(f.proven) {
				t.Errorf("%s %v, proven %v: %+v", r.Verdict, r.Reasons, r.Signers[0].ProvenAt, r.Signers)
			}
			if r.Data == nil || r.Data.Name != said().Name || r.Endorsement != verify.EndorsementValid {
				t.Errorf("%+v, endorsement %s", r.Data, r.Endorsement)
			}
		})
	}
	if r := w.check(t, lasting); slices.Contains(r.Notes, "revocation_not_checked") {
		t.Error("the list in the store was not asked")
	}
}

func both(tb testing.TB, file []byte, certs, lists [][]byte) map[int]string {
	tb.Helper()
	objects := storeFields(tb, file, certs, lists)
	n := next(tb, file) + len(objects) - 1
	for old, b := range stampFields(tb, file) {
		b = strings.ReplaceAll(b, fmt.Sprintf("%d 0 R", next(tb, file)+1), fmt.Sprintf("%d 0 R", n+1))
		switch old {
		case 3:
			objects[3] = grow1(tb, objects[3], "/Fields", n)
		case 5:
			objects[5] = grow1(tb, body(tb, file, 5), "/Annots", n)
		default:
			objects[old-next(tb, file)+n] = b
		}
	}
	return objects
}

// timedSo changes the objects of a timestamp before they are written.
func timedSo(tb testing.TB, file []byte, c clock, change func(map[int]string)) []byte {
	tb.Helper()
	objects := stampFields(tb, file)
	change(objects)
	return revision{objects: objects}.with(tb, file, c, after(1))
}

func nothingDrawn(o map[int]string) {
	replaced(o, 8, "/P 5 0 R", "/P 5 0 R /AP << /N 10 0 R >>")
	o[10] = "<< /Type /XObject /Subtype /Form /BBox [0 0 0 0] /Length 0 >>\nstream\n\nendstream"
}

func extended(o map[int]string) {
	replaced(o, 3, "/Pages", "/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >> /Pages")
}

func beside(c clock, more ...[]byte) clock {
	c.more = more
	return c
}

// What was added after sealing and is not what makes a seal last, or is not
// proven, or not in order.
func TestAttacksOnWhatFollows(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	other := w.copyOf(t, func() statement.Statement { s := said(); s.Name = "李㐁"; return s }())
	elsewhere := newRoot(t, "elsewhere")
	under := func(by *pki.Issuer, change func(*x509.Certificate)) clock { return newClock(t, by, change) }
	usage := func(critical bool, purposes ...int) clock {
		return under(w.root, func(cert *x509.Certificate) {
			cert.ExtraExtensions = []pkix.Extension{extendedUsage(t, critical, purposes...)}
		})
	}
	plain := w.copyOf(t, said())
	root, list := [][]byte{w.root.Certificate.Raw}, [][]byte{goodList(t, w.root, noon())}
	lasting := w.lasting(t, c)
	foreign := goodList(t, elsewhere, noon())
	inOne := func(more map[int]string) []byte {
		return revision{objects: joined(stampFields(t, plain), more)}.with(t, plain, c, after(1))
	}
	storeAnd := func(more map[int]string) []byte {
		file := revision{objects: joined(storeFields(t, plain, root, list), more)}.with(t, plain, clock{}, time.Time{})
		return timed(t, file, c, after(1))
	}
	storeSo := func(from, to string) []byte {
		objects := storeFields(t, plain, root, list)
		file := revision{objects: replaced(objects, next(t, plain), from, to)}.with(t, plain, clock{}, time.Time{})
		return timed(t, file, c, after(1))
	}
	fieldSo := func(from, to string) []byte {
		return timedSo(t, plain, c, func(o map[int]string) { replaced(o, 8, from, to) })
	}
	dictSo := func(from, to string) []byte {
		return timedSo(t, plain, c, func(o map[int]string) { replaced(o, 9, from, to) })
	}
	catalogSo := func(from, to string) []byte {
		return timedSo(t, plain, c, func(o map[int]string) { replaced(o, 3, from, to) })
	}
	pageSo := func(from, to string) []byte {
		return timedSo(t, plain, c, func(o map[int]string) { replaced(o, 5, from, to) })
	}
	sealedAs := func(stamp func([]byte) []byte) []byte {
		return seal(t, stamped{Signer: w.pen, tb: t, stamp: stamp}, packet(said().Properties()), nil)
	}
	ranged := func(ranges func(at, back, end int) string) []byte {
		return revision{objects: stampFields(t, plain), ranges: ranges}.with(t, plain, c, after(1))
	}
	for name, a := range map[string]struct {
		file []byte
		code string
	}{
		"a store without a timestamp":         {stored(t, plain, root, list), "addition_unproven"},
		"a store after the timestamp":         {stored(t, lasting, [][]byte{c.cert.Raw}, nil), "addition_unproven"},
		"an authority nobody knows":           {timed(t, plain, under(elsewhere, nil), after(1)), "addition_unproven"},
		"known first, unknown last":           {timed(t, lasting, under(elsewhere, nil), after(2)), "addition_unproven"},
		"an authority for mail":               {timed(t, plain, usage(true, 4), after(1)), "addition_unproven"},
		"an authority for mail too":           {timed(t, plain, usage(true, 8, 4), after(1)), "addition_unproven"},
		"an authority that need not be heard": {timed(t, plain, usage(false, 8), after(1)), "addition_unproven"},
		"an authority expired before": {timed(t, plain, under(w.root, func(c *x509.Certificate) { c.NotAfter = noon() }), after(1)),
			"addition_unproven"},
		"an authority expired since": {timed(t, plain, under(w.root, func(c *x509.Certificate) { c.NotAfter = after(2) }), after(1)),
			"addition_unproven"},
		"an authority not yet certified": {timed(t, plain, under(w.root, func(c *x509.Certificate) { c.NotBefore = after(2) }), after(1)),
			"addition_unproven"},

		"time: stamped before it was sealed":  {timed(t, plain, c, after(-1)), "time_order_wrong"},
		"time: the second before the first":   {timed(t, lasting, c, noon().Add(30*time.Minute)), "time_order_wrong"},
		"time: before the signature's own":    {timed(t, sealedAs(c.at(after(2))), c, after(1)), "time_order_wrong"},
		"time: the signature's own before it": {sealedAs(c.at(after(-1))), "time_order_wrong"},
		"swapped: another file's timestamp":   {swapStamp(t, lasting, timed(t, other, c, after(1))), "digest_mismatch"},
		"swapped: another signature's":        {sealedAs(func([]byte) []byte { return c.stamp([]byte("x"), noon()) }), "timestamp_mismatch"},
		"swapped: by someone unknown":         {sealedAs(under(elsewhere, nil).at(noon())), "addition_unproven"},
		"swapped: no timestamp at all":        {sealedAs(func([]byte) []byte { return []byte{5, 0} }), "addition_unproven"},
		"swapped: a store in signed bytes":    {bytes.Replace(timed(t, stored(t, plain, root, list), c, after(1)), list[0], otherList(t, w, list[0]), 1), "digest_mismatch"},
		"swapped: another chain's store":      {timed(t, stored(t, plain, [][]byte{elsewhere.Certificate.Raw}, list), c, after(1)), "validation_data_foreign"},
		"swapped: another chain's lists":      {timed(t, stored(t, plain, root, [][]byte{foreign}), c, after(1)), "validation_data_foreign"},
		"swapped: another signature's store":  {storeSo(" >>", " /VRI << /"+strings.Repeat("0A", 20)+" << /Cert [ 9 0 R ] >> >> >>"), "validation_data_foreign"},
		"a store of something else":           {timed(t, stored(t, plain, [][]byte{[]byte("no certificate")}, nil), c, after(1)), "validation_data_foreign"},
		"the store exchanged":                 {timed(t, storeExchanged(t, lasting), c, after(2)), "later_revision"},
		"the store taken away":                {timedSo(t, lasting, c, func(o map[int]string) { o[3] = strings.Replace(o[3], "/DSS", "/NoDSS", 1) }), "later_revision"},
		"nothing but a revision":              {timed(t, update(plain, "/Root 3 0 R /ID [ <00> <01> ]", nil), c, after(1)), "later_revision"},
		"bytes after the timestamp":           {append(bytes.Clone(lasting), '\n'), "trailing_bytes"},
		"an unsigned attribute in the token":  {timed(t, plain, unsigned(c), after(1)), "timestamp_not_canonical"},
		"someone's certificate in the token":  {timed(t, plain, beside(c, elsewhere.Certificate.Raw), after(1)), "timestamp_not_canonical"},
		"its certificate twice":               {timed(t, plain, beside(c, c.cert.Raw), after(1)), "timestamp_not_canonical"},
		"another version":                     {timed(t, plain, versioned(c, 1), after(1)), "timestamp_not_canonical"},
		"an attribute in the signature's":     {sealedAs(unsigned(c).at(noon())), "timestamp_not_canonical"},
		"digits of both cases":                {revision{objects: stampFields(t, plain), digits: bothCases}.with(t, plain, c, after(1)), "timestamp_not_canonical"},
		"something behind the token":          {revision{objects: stampFields(t, plain), digits: padded}.with(t, plain, c, after(1)), "contents_padding"},
		"a token that names no certificate":   {timed(t, plain, nameless(c), after(1)), "signing_certificate_missing"},
		"a gap larger than the token":         {ranged(func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at-9, back, end-back) }), "byterange_gap"},
		"a range short of the end":            {ranged(func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at, back, end-back-7) }), "byterange_end"},
		"a range over the sealed bytes only":  {ranged(func(at, back, _ int) string { return fmt.Sprintf("0 %d %d 1", at, back) }), "byterange_end"},
		"two timestamps in one revision":      {inOne(joined(secondStamp(t, plain))), "later_revision"},
		"a change of the page with a store":   {storeAnd(map[int]string{5: strings.Replace(body(t, plain, 5), "595", "300", 1)}), "later_revision"},
		"a change of the page with the stamp": {pageSo("595", "300"), "later_revision"},
		"another text on the page":            {inOne(map[int]string{7: evilText}), "later_revision"},
		"a store, and another text":           {storeAnd(map[int]string{7: evilText}), "later_revision"},
		"a store, and other metadata":         {storeAnd(map[int]string{2: body(t, plain, 2)[:len(body(t, plain, 2))-30] + strings.Repeat(" ", 20) + "\nendstream"}), "later_revision"},
		"a store, and another widget":         {storeAnd(map[int]string{6: strings.Replace(body(t, plain, 6), "[0 0 0 0]", "[0 0 9 9]", 1)}), "later_revision"},
		"the signature written again":         {inOne(map[int]string{1: body(t, plain, 1)}), "later_revision"},
		"a store, and an object for nothing":  {storeAnd(map[int]string{40: "<< /Type /Font >>"}), "later_revision"},
		"a store, and a page more":            {storeAnd(map[int]string{4: "<< /Type /Pages /Kids [ 5 0 R 40 0 R ] /Count 2 >>", 40: evilPage}), "later_revision"},
		"a store with a key of its own":       {storeSo(" >>", " /Files [ 9 0 R ] >>"), "later_revision"},
		"a store whose streams are files":     {storeAnd(map[int]string{9: "<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"}), "later_revision"},
		"an old object as a certificate":      {storeSo("[ 9 0 R", "[ 7 0 R 9 0 R"), "validation_data_foreign"},
		"a note on the page": {timedSo(t, plain, c, func(o map[int]string) {
			o[5] = grow1(t, o[5], "/Annots", 40)
			o[40] = "<< /Type /Annot /Subtype /Square /Rect [0 0 9 9] >>"
		}), "later_revision"},
		"a widget one can see":         {fieldSo("[ 0 0 0 0 ]", "[ 0 0 9 9 ]"), "later_revision"},
		"a widget that does something": {fieldSo("/F 132", "/F 132 /AA << /E << /S /JavaScript /JS (1) >> >>"), "later_revision"},
		"a widget that draws something": {timedSo(t, plain, c, func(o map[int]string) {
			nothingDrawn(o)
			o[10] = strings.Replace(stream("/Type /XObject /Subtype /Form /BBox [0 0 0 0]", []byte("f")), "  ", " ", 1)
		}), "later_revision"},
		"a field of the seal's name":           {fieldSo("stamp-8", "seal"), "later_revision"},
		"a field for text":                     {fieldSo("/FT /Sig", "/FT /Tx"), "later_revision"},
		"a field for a page that is none":      {fieldSo("/P 5 0 R", "/P 4 0 R"), "later_revision"},
		"a signature in the timestamp's place": {dictSo("/DocTimeStamp", "/Sig"), "later_revision"},
		"a timestamp with a reason":            {dictSo("/ByteRange", "/Reason (x) /ByteRange"), "later_revision"},
		"an open action":                       {catalogSo("/Pages", "/OpenAction << /S /JavaScript /JS (1) >> /Pages"), "later_revision"},
		"embedded files":                       {catalogSo("/Pages", "/Names << /EmbeddedFiles << /Names [] >> >> /Pages"), "later_revision"},
		"optional content":                     {catalogSo("/Pages", "/OCProperties << /OCGs [] /D << >> >> /Pages"), "later_revision"},
		"another extension":                    {catalogSo("/Pages", "/Extensions << /EVIL << /BaseVersion /1.7 /ExtensionLevel 1 >> >> /Pages"), "later_revision"},
		"resources for forms":                  {catalogSo("/SigFlags 3", "/SigFlags 3 /DR << >>"), "later_revision"},
		"the seal's field taken away":          {catalogSo("[ 6 0 R ", "[ "), "later_revision"},
		"document information":                 {revision{objects: stampFields(t, plain), trailer: "/Root 3 0 R /Info 8 0 R /ID [ <00> <01> ]"}.with(t, plain, c, after(1)), "later_revision"},
		"another first identifier":             {revision{objects: stampFields(t, plain), trailer: "/Root 3 0 R /ID [ <01> <01> ]"}.with(t, plain, c, after(1)), "later_revision"},
		"another catalog":                      {revision{objects: joined(stampFields(t, plain), map[int]string{40: body(t, plain, 3)}), trailer: "/Root 40 0 R /ID [ <00> <01> ]"}.with(t, plain, c, after(1)), "later_revision"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.check(t, a.file)
			if r.Verdict == verify.Valid || a.code != "" && !slices.Contains(r.Reasons, a.code) {
				t.Errorf("%s %v %v, want %s", r.Verdict, r.Reasons, r.Notes, a.code)
			}
		})
	}
}

// The order of trusted timestamps counts in other makers' files too; what their
// signers claim, and strangers' timestamps, do not.
func TestOrderOfTimesInOtherMakersFiles(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	stranger := newClock(t, newRoot(t, "elsewhere"), nil)
	file := seal(t, strangersPen(t, w), "<x/>", nil)
	for name, f := range map[string]struct {
		file    []byte
		reasons []string
	}{
		"ascending":             {timed(t, timed(t, file, c, after(1)), c, after(2)), nil},
		"before the claim":      {timed(t, file, c, after(-1)), nil},
		"descending":            {timed(t, timed(t, file, c, after(2)), c, after(1)), []string{"time_order_wrong"}},
		"a stranger's is later": {timed(t, timed(t, file, stranger, after(2)), c, after(1)), nil},
	} {
		if r := w.check(t, f.file); !slices.Equal(r.Reasons, f.reasons) {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
}

func unsigned(c clock) clock {
	c.unsigned = c.wrap(2, 1, c.sequence(c.der(oid(1, 2, 3)), c.set(c.der(1))))
	return c
}

func versioned(c clock, version int) clock {
	c.version = version
	return c
}

func nameless(c clock) clock {
	c.noNaming = true
	return c
}

func bothCases(digits string) string { return strings.Replace(digits, "a", "A", 1) }

func padded(digits string) string { return digits[:len(digits)-1] + "1" }

// swapStamp puts the last token of one file into another.
func swapStamp(tb testing.TB, file, from []byte) []byte {
	tb.Helper()
	at, to := hole(tb, file)
	otherAt, otherTo := hole(tb, from)
	out := bytes.Clone(file)
	copy(out[at:to], from[otherAt:otherTo])
	return out
}

// storeExchanged writes a store anew without what stood in it.
func storeExchanged(tb testing.TB, file []byte) []byte {
	tb.Helper()
	n := next(tb, file)
	return revision{objects: map[int]string{8: fmt.Sprintf("<< /Certs [ %d 0 R ] >>", n), n: body(tb, file, 9)}}.with(tb, file, clock{}, time.Time{})
}

// otherList is another list of the root's that is as long.
func otherList(tb testing.TB, w world, list []byte) []byte {
	tb.Helper()
	for range 20_000 { // a signature that is two bytes shorter than most comes once in some hundreds
		if other := goodList(tb, w.root, after(9)); len(other) == len(list) {
			return other
		}
	}
	tb.Fatal("20,000 lists, none as long")
	return nil
}

// secondStamp are the objects of another timestamp in the same revision.
func secondStamp(tb testing.TB, file []byte) map[int]string {
	tb.Helper()
	objects := stampFields(tb, file)
	second := map[int]string{3: grow1(tb, objects[3], "/Fields", 10), 5: grow1(tb, objects[5], "/Annots", 10)}
	second[10] = strings.NewReplacer("stamp-8", "stamp-10", "9 0 R", "11 0 R").Replace(objects[8])
	second[11] = strings.NewReplacer(blankRange, "[0 1 2 3]", holeMark, "00").Replace(objects[9])
	return second
}

// No byte of a copy that lasts is free.
func TestEveryByteOfACopyThatLastsCounts(t *testing.T) {
	w := newWorld(t, false)
	file := w.lasting(t, newClock(t, w.root, nil))
	everyByte(t, w, file, 7)
}

// A trusted timestamp settles what its time comes before.
func TestProvenTimeOfOurCopies(t *testing.T) {
	w := newWorld(t, false)
	w.seal, w.pen = newSeal(t, w.root, pki.SealParams{Authority: authority, From: noon().AddDate(0, 0, -7), Until: after(3)})
	c := newClock(t, w.root, nil)
	brief := newClock(t, w.root, func(cert *x509.Certificate) { cert.NotAfter = after(3) })
	plain := w.copyOf(t, said())
	lasting := timed(t, plain, c, after(1))
	renewed := timed(t, timed(t, plain, brief, after(1)), c, after(2))
	revoked := func(serial int64, at time.Time) []byte {
		number := w.seal.SerialNumber
		if serial == clockSerial().Int64() {
			number = clockSerial()
		}
		return goodList(t, w.root, after(4), pki.Revocation{Serial: number, At: at, Reason: 1})
	}
	const seals = 0
	for name, f := range map[string]struct {
		file   []byte
		at     time.Time
		crl    []byte
		uses   string
		reason string
	}{
		"the seal in time":                      {plain, after(2), nil, "", ""},
		"the seal expired":                      {plain, after(4), nil, "", "seal_expired"},
		"expired since the timestamp":           {lasting, after(4), nil, "", ""},
		"revoked since the timestamp":           {lasting, after(5), revoked(seals, after(2)), "", ""},
		"revoked before the timestamp":          {lasting, after(5), revoked(seals, noon()), "", "seal_revoked"},
		"asked about before the timestamp":      {lasting, noon(), nil, "", ""},
		"the authority revoked since":           {lasting, after(5), revoked(clockSerial().Int64(), after(2)), "", "addition_unproven"},
		"the first authority expired since":     {renewed, after(4), nil, "", ""},
		"the root is not for time":              {lasting, after(2), nil, `"seal"`, "addition_unproven"},
		"the root is for time and not for seal": {lasting, after(2), nil, `"time"`, "seal_untrusted"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
			if f.crl != nil {
				write(t, filepath.Join(dir, "root.crl"), string(f.crl))
			}
			if f.uses != "" {
				write(t, filepath.Join(dir, "trust.json"), fmt.Sprintf(`{"roots":[{"sha256":"%x","uses":[%s]}]}`, sha256.Sum256(w.root.Certificate.Raw), f.uses))
			}
			r := check(t, f.file, verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: f.at})
			if (f.reason == "") != (r.Verdict == verify.Valid) || f.reason != "" && !slices.Contains(r.Reasons, f.reason) {
				t.Errorf("%s %v, want %q", r.Verdict, r.Reasons, f.reason)
			}
		})
	}
}
