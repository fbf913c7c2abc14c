"""What `dl101.draw` is made of: numbers as text, folded chains, DOT text, SVG."""
