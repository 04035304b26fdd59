export async function render(container) { container.append("…"); }
