// What a prediction was worth, in words, below its picture.

const SHOWN_AS = { bars: "The short strokes are your prediction", curve: "The dotted line is your prediction", number: "The dotted line is your prediction", cut: "The dotted line is your prediction" };

export default function tell({ data, parentElement }) {
    const { asked, label, answer } = JSON.parse(new TextDecoder().decode(data));
    const place = parentElement.querySelector(".told");
    if (answer === null) place.replaceChildren("You looked without a prediction.");
    else place.replaceChildren(unbroken(`${SHOWN_AS[asked.kind]} of “${label}”. ${inWords(asked, answer)} `), made("b", "", `${scoreOf(asked, answer)} of 100 points.`));
}
