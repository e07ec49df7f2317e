"""Nodes that have peers, in a network of their own: what they send each other stays there."""

import subprocess
import sys
import unittest
from pathlib import Path

import own_network

SECONDS = 300


class NodesWithPeers(unittest.TestCase):
    def test_in_a_network_of_their_own(self):
        prefix = own_network.command_prefix()
        if prefix is None:
            self.skipTest("no right to make a network namespace: nodes with peers were not run")
        inside = subprocess.run(
            [*prefix, sys.executable, "-m", "unittest", "-v", "peers_inside"],
            cwd=Path(__file__).parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=SECONDS, check=False)
        self.assertEqual(inside.returncode, 0, inside.stdout)


if __name__ == "__main__":
    unittest.main()
