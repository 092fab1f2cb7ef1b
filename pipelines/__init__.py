"""lingpao: from declared enterprise standards to boards that can be explained."""
