/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.spec;

import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that several tests read.
 */
final class Fixtures {

	/**
	 * Every field of the specification, and an unknown one ({@code x-...}) in every
	 * object.
	 */
	static final String EVERYTHING = """
			{
			  "ociVersion": "1.2.0",
			  "process": {
			    "terminal": true, "consoleSize": {"height": 24, "width": 80, "x-box": 1},
			    "user": {"uid": 4294967295, "gid": 1000, "umask": 18, "additionalGids": [5, 4294967294], "username": "u", "x-user": {}},
			    "args": ["/bin/sh", "-c", "echo <&>\\u2028 \\"hi\\" \\ud83d\\ude00"], "commandLine": "sh",
			    "env": ["PATH=/bin", "EMPTY=", "NOVALUE"], "cwd": "/srv",
			    "capabilities": {"bounding": ["CAP_CHOWN"], "effective": ["CAP_KILL"], "inheritable": ["CAP_SETUID"],
			      "permitted": ["CAP_SETGID"], "ambient": ["CAP_FUTURE"], "x-caps": [1, [2, {"a": null}]]},
			    "rlimits": [{"type": "RLIMIT_CORE", "soft": 0, "hard": 18446744073709551615, "x-rlimit": 1}],
			    "noNewPrivileges": false, "apparmorProfile": "a", "oomScoreAdj": 0, "selinuxLabel": "",
			    "ioPriority": {"class": "IOPRIO_CLASS_IDLE", "priority": 4, "x-io": 1},
			    "scheduler": {"policy": "SCHED_DEADLINE", "nice": -19, "priority": 0, "flags": ["SCHED_FLAG_RECLAIM"],
			      "runtime": 9223372036854775808, "deadline": 9223372036854775807, "period": 0, "x-sched": 1},
			    "execCPUAffinity": {"initial": "0", "final": "1-3,7", "x-affinity": 1}, "x-process": null
			  },
			  "root": {"path": "rootfs", "readonly": false, "x-root": 1},
			  "hostname": "h", "domainname": "d",
			  "mounts": [
			    {"destination": "/data", "type": "bind", "source": "/host", "options": ["rbind", "ro"],
			      "uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536, "x-map": 1}],
			      "gidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}], "x-mount": true},
			    {"destination": "/bare"}
			  ],
			  "hooks": {
			    "prestart": [{"path": "/a", "args": ["a", "b"], "env": ["K=V"], "timeout": 0, "x-hook": 1}],
			    "createRuntime": [{"path": "/b"}], "createContainer": [{"path": "/c"}], "startContainer": [{"path": "/d"}],
			    "poststart": [{"path": "/e"}], "poststop": [{"path": "/f"}], "x-hooks": 1
			  },
			  "annotations": {"com.example": "", "b": "2", "a": "1"},
			  "linux": {
			    "uidMappings": [{"containerID": 0, "hostID": 1, "size": 4294967295}],
			    "gidMappings": [{"containerID": 0, "hostID": 1, "size": 2}],
			    "sysctl": {"net.ipv4.ip_forward": "1"},
			    "resources": {
			      "devices": [{"allow": false, "access": "rwm", "x-rule": 1}, {"allow": true, "type": "c", "major": 10, "minor": -1, "access": "rw"}],
			      "memory": {"limit": 9223372036854775807, "reservation": 0, "swap": -1, "kernel": 3, "kernelTCP": 4,
			        "swappiness": 0, "disableOOMKiller": false, "useHierarchy": true, "checkBeforeUpdate": true, "x-mem": 1},
			      "cpu": {"shares": 18446744073709551615, "quota": -1, "burst": 5, "period": 100000, "realtimeRuntime": 0,
			        "realtimePeriod": 1000000, "cpus": "0-1", "mems": "0", "idle": 1, "x-cpu": 1},
			      "pids": {"limit": 0, "x-pids": 1},
			      "blockIO": {"weight": 10, "leafWeight": 0, "weightDevice": [{"major": 8, "minor": 0, "weight": 500, "leafWeight": 300, "x-w": 1}],
			        "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 18446744073709551615, "x-t": 1}],
			        "throttleWriteBpsDevice": [{"major": 8, "minor": 0, "rate": 0}],
			        "throttleReadIOPSDevice": [{"major": 8, "minor": 0, "rate": 1}],
			        "throttleWriteIOPSDevice": [{"major": 8, "minor": 0, "rate": 2}], "x-blk": 1},
			      "hugepageLimits": [{"pageSize": "2MB", "limit": 9223372036854772000, "x-huge": 1}],
			      "network": {"classID": 1048577, "priorities": [{"name": "eth0", "priority": 500, "x-prio": 1}], "x-net": 1},
			      "rdma": {"mlx5_1": {"hcaHandles": 3, "hcaObjects": 10000, "x-rdma": 1}},
			      "unified": {"memory.high": "1", "cpu.weight": "2"}, "x-resources": 1
			    },
			    "cgroupsPath": "/ns/id",
			    "namespaces": [{"type": "pid", "x-ns": 1}, {"type": "network", "path": "/run/netns/a"}],
			    "devices": [{"type": "c", "path": "/dev/fuse", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0, "x-dev": 1}],
			    "netDevices": {"eth1": {"name": "c0"}},
			    "seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 0, "architectures": ["SCMP_ARCH_X86"],
			      "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/l", "listenerMetadata": "m",
			      "syscalls": [{"names": ["a", "b"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38,
			        "args": [{"index": 1, "value": 18446744073709551615, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ", "x-arg": 1}], "x-call": 1}],
			      "x-seccomp": 1},
			    "rootfsPropagation": "slave", "maskedPaths": ["/proc/kcore"], "readonlyPaths": ["/proc/sys"], "mountLabel": "l",
			    "intelRdt": {"closID": "guaranteed", "l3CacheSchema": "L3:0=7f0", "memBwSchema": "MB:0=20", "enableCMT": true, "enableMBM": false, "x-rdt": 1},
			    "personality": {"domain": "LINUX32", "flags": ["f"], "x-pers": 1},
			    "timeOffsets": {"boottime": {"secs": -1, "nanosecs": 4294967295, "x-time": 1}},
			    "x-linux": {"deep": [1, 1.5, 12345678901234567890123, "s", true, null, [], {}]}
			  },
			  "windows": {
			    "layerFolders": ["C:\\\\Layers\\\\1"], "devices": [{"id": "i", "idType": "class", "x-dev": 1}],
			    "resources": {"memory": {"limit": 18446744073709551615, "x-m": 1},
			      "cpu": {"count": 2, "shares": 10000, "maximum": 0, "affinity": [{"mask": 18446744073709551615, "group": 0, "x-a": 1}], "x-c": 1},
			      "storage": {"iops": 50, "bps": 0, "sandboxSize": 1, "x-s": 1}, "x-r": 1},
			    "network": {"endpointList": ["e"], "allowUnqualifiedDNSQuery": false, "DNSSearchList": ["a.com"],
			      "networkSharedContainerName": "n", "networkNamespace": "g", "x-n": 1},
			    "credentialSpec": {"a": [1, {"b": 2}], "c": 1.0}, "servicing": true, "ignoreFlushesDuringBoot": false,
			    "hyperv": {"utilityVMPath": "C:\\\\vm", "x-h": 1}, "x-windows": 1
			  },
			  "solaris": {"milestone": "m", "cappedCPU": {"ncpus": "8"}},
			  "vm": {"kernel": {"path": "/k"}},
			  "zos": {"namespaces": [{"type": "pid"}]},
			  "unknown": {"unknown": 1},
			  "x-spec": "kept"
			}
			""";

	private static final JsonMapper mapper = JsonMapper.builder().build();

	private Fixtures() {
	}

	static byte[] bytes(String json) {
		return json.getBytes(StandardCharsets.UTF_8);
	}

	static JsonNode tree(String json) {
		return mapper.readTree(json);
	}

	static JsonNode tree(byte[] json) {
		return mapper.readTree(json);
	}

}
