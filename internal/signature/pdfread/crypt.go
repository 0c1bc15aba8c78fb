package pdfread

// crypt decrypts the strings and streams of a file with an empty user password.
type crypt struct{}

func (f *File) openCrypt() error {
	for _, r := range f.revisions {
		for _, s := range r.sections {
			if s.trailer["Encrypt"] != nil {
				return ErrPassword
			}
		}
	}
	return nil
}

func (c *crypt) stream(s *Stream, _ *View) ([]byte, error) { return s.Raw, nil }
