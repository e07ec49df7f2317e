// hardhat as a node of the end-to-end tests: blocks come when a test says so (hardhat.py).
module.exports = {networks: {hardhat: {mining: {auto: false, interval: 0}}}};
