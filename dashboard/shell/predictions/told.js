// What a prediction was worth, in words, below its picture. The picture may have dotted lines of its own.

const CALLED = `The line “${PREDICTED}” is what you predicted`;
const SHOWN_AS = { bars: "The short strokes are your prediction", curve: CALLED, number: CALLED, cut: CALLED };

export default function tell({ data, parentElement }) {
    const { asked, label, answer } = JSON.parse(new TextDecoder().decode(data));
    const place = parentElement.querySelector(".told");
    if (answer === null) place.replaceChildren("You looked without a prediction.");
    else place.replaceChildren(unbroken(`${SHOWN_AS[asked.kind]} of “${label}”. ${inWords(asked, answer)} `), made("b", "", `Score: ${scoreOf(asked, answer)} of 100.`));
}
