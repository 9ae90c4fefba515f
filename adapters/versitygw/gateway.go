package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

const (
	accessKey = "corslab"
	secretKey = "corslab-on-loopback"
)

// A gateway is a running versitygw on a POSIX folder of its own.
type gateway struct {
	address string
	client  *s3.Client
	command *exec.Cmd
	output  bytes.Buffer
	folder  string
	buckets int
}

// start runs the program and waits until it listens.
func start(ctx context.Context, program string) (*gateway, error) {
	folder, err := os.MkdirTemp("", "corslab-versitygw-")
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	g := &gateway{address: address, folder: folder}
	g.command = exec.CommandContext(ctx, program, "--quiet", "--port", address, "--access", accessKey, "--secret", secretKey, "posix", folder)
	g.command.Stdout, g.command.Stderr = &g.output, &g.output
	if err := g.command.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	g.client = s3.New(s3.Options{
		BaseEndpoint: aws.String("http://" + address),
		Region:       "us-east-1",
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
	})
	if err := g.awaitListening(ctx); err != nil {
		return nil, errors.Join(err, g.stop(), errors.New(g.output.String()))
	}
	return g, nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

func (g *gateway) awaitListening(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", g.address)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the gateway does not listen: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop ends the program and removes its folder.
func (g *gateway) stop() error {
	_ = g.command.Process.Kill()
	_ = g.command.Wait() // it was killed, and says so
	return os.RemoveAll(g.folder)
}

// newBucket makes a bucket that anyone may read and write.
func (g *gateway) newBucket(ctx context.Context) (string, error) {
	g.buckets++
	name := fmt.Sprintf("bucket-%d", g.buckets)
	if _, err := g.client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}); err != nil {
		return "", err
	}
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*",
		"Resource":["arn:aws:s3:::%[1]s","arn:aws:s3:::%[1]s/*"]}]}`, name)
	_, err := g.client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &name, Policy: &policy})
	return name, err
}

// putCORS gives a bucket the rules, in the JSON of the API.
func (g *gateway) putCORS(ctx context.Context, bucket string, rules []byte) error {
	var configuration types.CORSConfiguration
	if err := json.Unmarshal(rules, &configuration.CORSRules); err != nil {
		return err
	}
	if configuration.CORSRules == nil {
		configuration.CORSRules = []types.CORSRule{}
	}
	_, err := g.client.PutBucketCors(ctx, &s3.PutBucketCorsInput{Bucket: &bucket, CORSConfiguration: &configuration})
	return err
}

// putObject stores what a simulated bucket holds under every key.
func (g *gateway) putObject(ctx context.Context, bucket, key string) error {
	_, err := g.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte("test-cors"))})
	return err
}

// codeOf returns the code and message of an error of the API.
func codeOf(err error) (code, message string) {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode(), api.ErrorMessage()
	}
	return "", err.Error()
}
