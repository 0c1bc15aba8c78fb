package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
)

// Keeper checks what comes beside the rows and keeps it. Check functions give
// a reason (fault.Invalid) for what they refuse.
type Keeper struct {
	Blobs Shelf
	// Photo gives the photo as it is printed.
	Photo func(photo []byte) ([]byte, error)
	// File checks a 证书电子文件.
	File func(file []byte) error
}

// Shelf keeps files under keys; a blob.Store is one.
type Shelf interface {
	Put(ctx context.Context, key string, body []byte) error
}

// The most a photo or an e-file may have, in bytes.
const (
	maxPhotoBytes = 8 << 20
	maxFileBytes  = 20 << 20
)

// The reasons something that came beside the rows is not used, beside those
// of Keeper's checks.
const (
	ReasonPhotoForNobody   fault.Reason = "photo_for_nobody"
	ReasonPhotoTwice       fault.Reason = "photo_twice"
	ReasonFileForNobody    fault.Reason = "file_for_nobody"
	ReasonFileTwice        fault.Reason = "file_twice"
	ReasonFileNotAsked     fault.Reason = "file_not_asked" // for a certificate that we seal ourselves
	ReasonEnclosureUnknown fault.Reason = "enclosure_unknown"
)

// Stray is a photo or file that came with a delivery and is not used.
type Stray struct {
	Name   string // as delivered, with its folders
	Reason fault.Reason
}

// enclosureSort tells photos from e-files.
type enclosureSort int

const (
	photo enclosureSort = iota
	efile
)

// enclosure is one photo or e-file.
type enclosure struct {
	name   string
	open   func() (io.ReadCloser, error)
	seen   bool         // a row has its number
	reason fault.Reason // why it is not used
}

// enclosures finds what came beside the rows by the rows' numbers.
type enclosures struct {
	keeper Keeper
	dryRun bool
	byName [2]map[string]*enclosure
	strays []Stray
}

func newEnclosures(k Keeper, dryRun bool) *enclosures {
	return &enclosures{keeper: k, dryRun: dryRun, byName: [2]map[string]*enclosure{{}, {}}}
}

// enclosureName reads NUMBER.jpg, .jpeg, .png or .pdf.
func enclosureName(name string) (number string, sort enclosureSort, ok bool) {
	base := path.Base(name)
	ext := path.Ext(base)
	number = strings.TrimSuffix(base, ext)
	switch strings.ToLower(ext) {
	case ".jpg", ".jpeg", ".png":
		return number, photo, number != ""
	case ".pdf":
		return number, efile, number != ""
	}
	return "", 0, false
}

// add enters one by its name. Of two for one number neither is used.
func (e *enclosures) add(name string, open func() (io.ReadCloser, error)) {
	number, sort, ok := enclosureName(name)
	if !ok {
		return
	}
	reason := ReasonPhotoTwice
	if sort == efile {
		reason = ReasonFileTwice
	}
	if first := e.byName[sort][number]; first != nil {
		first.reason = reason
		e.strays = append(e.strays, Stray{name, reason})
		return
	}
	e.byName[sort][number] = &enclosure{name: name, open: open}
}

func (e *enclosures) addArchive(a *archive) {
	for _, f := range a.beside {
		e.add(f.Name, func() (io.ReadCloser, error) { return f.Open() })
	}
	for _, name := range a.others {
		e.strays = append(e.strays, Stray{name, ReasonEnclosureUnknown})
	}
}

// addFolder enters the files of a folder, not of those within it. What is no
// photo or e-file there is nobody's concern.
func (e *enclosures) addFolder(folder fs.FS) error {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return fault.Wrap("delivery.Run", err)
	}
	for _, entry := range entries {
		if PassOver(entry.Name()) || entry.IsDir() {
			continue
		}
		e.add(entry.Name(), func() (io.ReadCloser, error) { return folder.Open(entry.Name()) })
	}
	return nil
}

// seen notes that a row has these numbers, whether it is right or not.
func (e *enclosures) seen(v *[columnCount]string) {
	for _, number := range [...]string{v[colManagementNumber], v[colQueryNumber]} {
		if p := e.byName[photo][number]; p != nil {
			p.seen = true
		}
		f := e.byName[efile][number]
		if f == nil {
			continue
		}
		f.seen = true
		if v[colKind] == string(cert.ECertificate) {
			f.reason = ReasonFileNotAsked
		}
	}
}

// attach gives an accepted row its photo and its e-file.
func (e *enclosures) attach(ctx context.Context, row *cert.Certificate) (err error) {
	if row.Photo, err = e.take(ctx, photo, *row); err != nil {
		return err
	}
	if row.Kind == cert.FileRecord {
		row.File, err = e.take(ctx, efile, *row)
	}
	return err
}

// take checks and keeps what there is of a sort for a row and returns its key,
// which stands for the bytes as they were delivered: the same delivery has the
// same keys.
func (e *enclosures) take(ctx context.Context, sort enclosureSort, row cert.Certificate) (string, error) {
	const op = "delivery.take"
	for _, k := range keys(row) {
		found := e.byName[sort][k.Number]
		if found == nil || found.reason != "" {
			continue
		}
		content, err := found.read(ctx, sort)
		if err != nil {
			return "", fault.Wrap(op, err)
		}
		key := keyOf(sort, content)
		if found.reason == "" {
			content = e.check(sort, content, found)
		}
		if found.reason != "" {
			continue
		}
		if e.dryRun {
			return key, nil
		}
		return key, fault.Wrap(op, e.keep(ctx, key, content))
	}
	return "", nil
}

// keep stores what was checked. The key stands for what was delivered: where
// that is kept already, as an earlier release of this program prepared it, it
// stays.
func (e *enclosures) keep(ctx context.Context, key string, content []byte) error {
	err := e.keeper.Blobs.Put(ctx, key, content)
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

func keyOf(sort enclosureSort, content []byte) string {
	sum := sha256.Sum256(content)
	folder, ext := "photos/", ".jpg"
	if sort == efile {
		folder, ext = "files/", ".pdf"
	}
	return folder + hex.EncodeToString(sum[:1]) + "/" + hex.EncodeToString(sum[:]) + ext
}

// check gives the content as it is kept, or a reason.
func (e *enclosures) check(sort enclosureSort, content []byte, of *enclosure) []byte {
	var err error
	if sort == photo {
		content, err = e.keeper.Photo(content)
	} else {
		err = e.keeper.File(content)
	}
	of.reason = fault.ReasonOf(err)
	return content
}

// read reads one within its bounds. What cannot be unpacked is refused, not an
// error.
func (c *enclosure) read(ctx context.Context, sort enclosureSort) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	most, unreadable, large := int64(maxPhotoBytes), fault.Reason("photo_unreadable"), fault.Reason("photo_too_large")
	if sort == efile {
		most, unreadable, large = maxFileBytes, "file_unreadable", "file_too_large"
	}
	f, err := c.open()
	if err != nil {
		c.reason = unreadable
		return nil, nil
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		c.reason = unreadable
	case int64(len(content)) > most:
		c.reason = large
	}
	return content, nil
}

// unused lists what was not used, by name: for nobody, refused, or twice.
func (e *enclosures) unused() []Stray {
	list := slices.Clone(e.strays)
	for sort, named := range e.byName {
		for _, c := range named {
			reason := c.reason
			if !c.seen {
				reason = ReasonPhotoForNobody
				if enclosureSort(sort) == efile {
					reason = ReasonFileForNobody
				}
			}
			if reason != "" {
				list = append(list, Stray{c.name, reason})
			}
		}
	}
	slices.SortFunc(list, func(a, b Stray) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// tell names what was not used.
func (e *enclosures) tell(stray func(Stray)) {
	if e == nil || stray == nil {
		return
	}
	for _, s := range e.unused() {
		stray(s)
	}
}
