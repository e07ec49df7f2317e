"""The debug clock moves the epochs of a running sidecar."""

import json
import unittest

from anvil import Anvil
from harness import QUICK_SETTINGS, Headway, chain, provider
from processes import BenchTest

HOUR = 3600
EPOCHS_AN_HOUR = 4


class TimeWarp(BenchTest):
    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("alpha", "DEVA", cls.node.url), QUICK_SETTINGS,
            "  chains:\n", chain("DEVA", 4242)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}",
                              "--web.enable-debug").wait_ready()

    def warp(self, seconds):
        return self.headway.post("/debug/time-warp", json.dumps({"offset_seconds": seconds}))

    def test_an_hour_forward_is_one_boundary_with_a_gap_and_a_reset_of_the_dead(self):
        self.node.kill()
        scrape = self.headway.wait_metric(
            "it is down", 15,
            lambda scrape: scrape.value("endpoint_overall_health", endpoint_id="alpha") == 0)
        epoch = scrape.value("headway_epoch")

        reply = self.warp(HOUR)
        self.assertEqual((reply.status, reply.json()["offset_seconds"]), (200, HOUR))
        scrape = self.headway.wait_metric(
            "the epoch of an hour later", 5,
            lambda scrape: scrape.value("headway_epoch") >= epoch + EPOCHS_AN_HOUR)
        self.assertEqual(scrape.value("endpoint_epoch_resets_total", endpoint_id="alpha"), 1)
        self.assertEqual(scrape.value("headway_epochs_skipped_total"), EPOCHS_AN_HOUR - 1)
        self.assertEqual(scrape.value("headway_clock_steps_total", direction="forward"), 0)
        availability = scrape.value("endpoint_previous_epoch_qos_availability_ratio",
                                    endpoint_id="alpha")
        self.assertTrue(0 < availability < 1, availability)
        self.assertEqual(self.headway.get("/debug/time").json()["offset_seconds"], HOUR)

        self.assertEqual(self.warp(0).status, 200)
        self.headway.wait_metric("back again", 5,
                                 lambda scrape: scrape.value("headway_epoch") <= epoch + 1)

    def test_offsets_outside_a_day_are_refused(self):
        for body, hint in (("-1", ">= 0"), ("86401", "86400"), ("NaN", "invalid JSON")):
            reply = self.headway.post("/debug/time-warp", f'{{"offset_seconds": {body}}}')
            self.assertEqual(reply.status, 400, body)
            self.assertIn(hint, reply.body)


if __name__ == "__main__":
    unittest.main()
