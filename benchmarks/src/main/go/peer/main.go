// Does what the benchmark does through the library, with containerd's own client for Go:
// a container from its creation to its removal, and an additional process in a container
// that runs, both with their output.
//
// peer SOCKET NAMESPACE SPEC FIFOS, and then, line by line from the standard input,
// "lifecycle N" or "exec N". Each is answered by one line: the processor time of the N
// operations in nanoseconds, and the time of each by the clock.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/containerd/containerd"
	"github.com/containerd/containerd/cio"
	"github.com/containerd/containerd/namespaces"
	"github.com/containerd/containerd/oci"
)

type peer struct {
	ctx       context.Context
	client    *containerd.Client
	namespace string
	spec      []byte
	fifos     string
	count     int
	container containerd.Container
	task      containerd.Task
	running   *oci.Spec
}

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(socket, namespace, specFile, fifos string) error {
	client, err := containerd.New(socket)
	if err != nil {
		return err
	}
	defer client.Close()
	spec, err := os.ReadFile(specFile)
	if err != nil {
		return err
	}
	p := &peer{
		ctx:       namespaces.WithNamespace(context.Background(), namespace),
		client:    client,
		namespace: namespace,
		spec:      spec,
		fifos:     fifos,
	}
	if err := p.startRunning(); err != nil {
		return err
	}
	defer p.removeRunning()
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var name string
		var times int
		if _, err := fmt.Sscanf(lines.Text(), "%s %d", &name, &times); err != nil {
			return err
		}
		operation := p.lifecycle
		if name == "exec" {
			operation = p.exec
		}
		if err := measure(operation, times); err != nil {
			return err
		}
	}
	return lines.Err()
}

func measure(operation func() error, times int) error {
	walls := make([]int64, 0, times)
	before := processorTime()
	for i := 0; i < times; i++ {
		began := time.Now()
		if err := operation(); err != nil {
			return err
		}
		walls = append(walls, time.Since(began).Nanoseconds())
	}
	fmt.Print(processorTime() - before)
	for _, wall := range walls {
		fmt.Print(" ", wall)
	}
	fmt.Println()
	return nil
}

func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func (p *peer) create(id string, args ...string) (containerd.Container, error) {
	var spec oci.Spec
	if err := json.Unmarshal(p.spec, &spec); err != nil {
		return nil, err
	}
	spec.Hostname = id
	spec.Process.Args = args
	spec.Linux.CgroupsPath = "/" + p.namespace + "/" + id
	return p.client.NewContainer(p.ctx, id, containerd.WithSpec(&spec),
		containerd.WithRuntime("io.containerd.runc.v2", nil))
}

func (p *peer) lifecycle() error {
	p.count++
	word := fmt.Sprintf("l%d", p.count)
	container, err := p.create(word, "/bin/echo", word)
	if err != nil {
		return err
	}
	var stdout, stderr bytes.Buffer
	task, err := container.NewTask(p.ctx, cio.NewCreator(cio.WithStreams(nil, &stdout, &stderr), cio.WithFIFODir(p.fifos)))
	if err != nil {
		return err
	}
	if err := p.await(task, word, &stdout); err != nil {
		return err
	}
	return container.Delete(p.ctx)
}

func (p *peer) exec() error {
	p.count++
	word := fmt.Sprintf("e%d", p.count)
	process := *p.running.Process
	process.Args = []string{"/bin/echo", word}
	var stdout, stderr bytes.Buffer
	additional, err := p.task.Exec(p.ctx, word, &process,
		cio.NewCreator(cio.WithStreams(nil, &stdout, &stderr), cio.WithFIFODir(p.fifos)))
	if err != nil {
		return err
	}
	return p.await(additional, word, &stdout)
}

// await starts a process, waits for its end, removes it and looks at what it said.
func (p *peer) await(process containerd.Process, word string, stdout *bytes.Buffer) error {
	exited, err := process.Wait(p.ctx)
	if err != nil {
		return err
	}
	if err := process.Start(p.ctx); err != nil {
		return err
	}
	status := <-exited
	code, _, err := status.Result()
	if err != nil {
		return err
	}
	// Delete cancels what is not read yet.
	process.IO().Wait()
	if _, err := process.Delete(p.ctx); err != nil {
		return err
	}
	if code != 0 || stdout.String() != word+"\n" {
		return fmt.Errorf("%s did not run: code %d, output %q", word, code, stdout.String())
	}
	return nil
}

func (p *peer) startRunning() error {
	var err error
	if p.container, err = p.create("running", "/bin/sleep", "100000"); err != nil {
		return err
	}
	if p.running, err = p.container.Spec(p.ctx); err != nil {
		return err
	}
	if p.task, err = p.container.NewTask(p.ctx, cio.NullIO); err != nil {
		return err
	}
	return p.task.Start(p.ctx)
}

func (p *peer) removeRunning() {
	p.task.Delete(p.ctx, containerd.WithProcessKill)
	p.container.Delete(p.ctx)
}
