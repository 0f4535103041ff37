import math
import random
import tempfile

from cog import BasePredictor, Input, Path
from PIL import Image


class Predictor(BasePredictor):
    """Paints a pattern whose colours follow from the prompt. No weights, so it runs on any machine."""

    def setup(self) -> None:
        self.painted = 0

    def predict(
        self,
        prompt: str = Input(description="Words the colours follow from"),
        seed: int = Input(description="The same seed paints the same pattern", default=0),
        width: int = Input(description="Width in pixels", default=512, ge=64, le=2048),
        height: int = Input(description="Height in pixels", default=512, ge=64, le=2048),
    ) -> Path:
        print(f"Using seed: {seed}")
        dice = random.Random(f"{prompt} {seed}")
        waves = [(dice.uniform(1, 9), dice.uniform(1, 9), dice.uniform(0, 6)) for _ in range(3)]
        image = Image.new("RGB", (width, height))
        for y in range(height):
            if y % (height // 4) == 0:
                done = 4 * y // height
                print(f"{25 * done:3d}%|{'█' * done}{' ' * (4 - done)}| {done}/4 [00:00<00:00]")
            for x in range(width):
                colour = [
                    int(127 + 127 * math.sin(phase + across * x / width * math.tau + down * y / height * math.tau))
                    for across, down, phase in waves
                ]
                image.putpixel((x, y), tuple(colour))
        self.painted += 1
        path = Path(tempfile.mkdtemp()) / "out.png"
        image.save(path)
        return path
