package sqlite

import "time"

// WithPatience makes writers wait so long for those in other processes.
func WithPatience(d time.Duration) Option { return func(s *Store) { s.patience = d } }
