"""The projector's screen: what the room looks at together. It changes nothing."""
