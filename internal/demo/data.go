package demo

import (
	"bytes"
	"embed"
	"io"
)

//go:embed data
var samples embed.FS

// Catalogue is the sample catalogue, a CSV file.
func Catalogue() (io.ReadSeeker, error) { return sample("data/catalogue.csv") }

// Delivery is the sample delivery, a CSV file.
func Delivery() (io.ReadSeeker, error) { return sample("data/certificates.csv") }

// FaultyDelivery is a delivery with every fault that an office makes, a CSV file.
func FaultyDelivery() (io.ReadSeeker, error) { return sample("data/certificates-faulty.csv") }

func sample(name string) (io.ReadSeeker, error) {
	b, err := samples.ReadFile(name)
	return bytes.NewReader(b), err
}
