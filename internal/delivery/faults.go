package delivery

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
)

// FaultWriter keeps the faults of a delivery, by line, as JSON. They hold no
// value of any row.
type FaultWriter struct{ out *json.Encoder }

// NewFaultWriter writes to w, which should be buffered.
func NewFaultWriter(w io.Writer) FaultWriter { return FaultWriter{json.NewEncoder(w)} }

// Write adds a fault.
func (f FaultWriter) Write(fault Fault) error { return f.out.Encode(fault) }

// ReadFaults gives back what a FaultWriter wrote.
func ReadFaults(r io.Reader) iter.Seq2[Fault, error] {
	return func(yield func(Fault, error) bool) {
		in := json.NewDecoder(r)
		for {
			var f Fault
			err := in.Decode(&f)
			if errors.Is(err, io.EOF) || !yield(f, err) || err != nil {
				return
			}
		}
	}
}
