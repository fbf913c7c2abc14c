// A question, the reader's guess, and then the truth.
import { allow, button, element, write } from "./controls.js";
import { ChoiceGuess, CurveGuess, NumberGuess, PlaceGuess } from "./guesses.js";
import { View, widget } from "./view.js";

const KINDS = { curve: CurveGuess, place: PlaceGuess, number: NumberGuess, choice: ChoiceGuess };
const ASK = "There is no guess yet. Make one first: what surprises you, you will remember. Or skip it.";

class Predict extends View {
  #asked = false; // whether a guess has been asked for

  constructor(context) {
    super(context, "dl101-predict");
  }
  build() {
    const { kind, question, explanation } = this.get("_question");
    this.picture = new KINDS[kind](this);
    this.told = element("p", { class: "dl101-told", role: "status" });
    this.explanation = element("p", {}, explanation);
    this.showButton = button(this, "Show the truth", "Compare your guess with the truth", () => this.#show());
    this.skipButton = button(this, "Skip the guess", "See the truth without a guess", () => {
      this.set({ revealed: true });
      this.showButton.focus();
    });
    this.again = button(this, "Guess again", "Forget the guess; the truth is hidden again", () => {
      this.#asked = false;
      this.set({ guess: null, revealed: false });
    });
    const buttons = [this.showButton, this.skipButton, this.again];
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", question);
    this.root.append(
      element("p", { class: "dl101-question" }, question),
      this.picture.node,
      element(
        "div",
        { class: "dl101-side" },
        this.told,
        this.explanation,
        element("div", { class: "dl101-row" }, ...buttons),
      ),
    );
    this.on(["guess", "revealed", "xlim", "ylim"]);
  }
  #show() {
    if (this.get("guess") !== null) return this.set({ revealed: true });
    this.#asked = true;
    this.schedule();
  }
  paint() {
    const [guess, revealed] = [this.get("guess"), this.get("revealed")];
    this.root.classList.toggle("dl101-revealed", revealed);
    this.picture.paint();
    allow(this.showButton, !revealed);
    this.skipButton.hidden = revealed || guess !== null || !this.#asked;
    this.again.hidden = !revealed && guess === null;
    write(this.again, revealed ? "Guess again" : "Clear");
    this.explanation.hidden = !revealed || !this.explanation.textContent;
    write(this.told, this.#words(guess, revealed));
  }
  #words(guess, revealed) {
    const { picture } = this;
    if (!revealed) {
      if (guess !== null) return `Your guess: ${picture.yours(guess)}.`;
      return this.#asked ? ASK : picture.how;
    }
    return guess === null ? `The truth: ${picture.truth()}.` : picture.apart(guess);
  }
}

export default widget((context) => new Predict(context));
