<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Открыть…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Сохранить</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>Сохранить &amp;как…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Экспорт…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Выход</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Отменить</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Вернуть</translation>
    </message>
    <message>
        <source>Edits apply from &amp;here, without a restart</source>
        <translation>Правки действуют &amp;отсюда, без перезапуска</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Пуск</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>&amp;Шаг вперёд</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>Шаг &amp;назад</translation>
    </message>
    <message>
        <source>&amp;Next iteration</source>
        <translation>&amp;Следующая итерация</translation>
    </message>
    <message>
        <source>P&amp;revious iteration</source>
        <translation>&amp;Предыдущая итерация</translation>
    </message>
    <message>
        <source>Back to the s&amp;tart</source>
        <translation>В на&amp;чало</translation>
    </message>
    <message>
        <source>To the &amp;latest step</source>
        <translation>К пос&amp;леднему шагу</translation>
    </message>
    <message>
        <source>New random start &amp;values</source>
        <translation>&amp;Новые случайные начальные веса</translation>
    </message>
    <message>
        <source>&amp;Compare runs</source>
        <translation>Сра&amp;внение запусков</translation>
    </message>
    <message>
        <source>&amp;Present</source>
        <translation>&amp;Показ</translation>
    </message>
    <message>
        <source>Stop presenting</source>
        <translation>Закончить показ</translation>
    </message>
    <message>
        <source>&amp;Larger type</source>
        <translation>&amp;Крупнее шрифт</translation>
    </message>
    <message>
        <source>&amp;Smaller type</source>
        <translation>&amp;Мельче шрифт</translation>
    </message>
    <message>
        <source>&amp;Dark or light</source>
        <translation>&amp;Тёмная или светлая тема</translation>
    </message>
    <message>
        <source>По-&amp;русски</source>
        <translation>In &amp;English</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Расположение по умолчанию</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Клавиши</translation>
    </message>
    <message>
        <source>&amp;About bpviz</source>
        <translation>&amp;О программе bpviz</translation>
    </message>
    <message>
        <source>RU</source>
        <translation>EN</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Compare with…</source>
        <translation>Сравнить с…</translation>
    </message>
    <message>
        <source>Another run with the same data and seed, one thing changed</source>
        <translation>Ещё один запуск: данные и зерно те же, изменено что-то одно</translation>
    </message>
    <message>
        <source>Take away: {name}</source>
        <translation>Убрать: {name}</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>этот запуск</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнение</translation>
    </message>
    <message>
        <source>catching up: {percent} %</source>
        <translation>догоняет: {percent} %</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность</translation>
    </message>
    <message>
        <source>The plane on which the loss is shown</source>
        <translation>Плоскость, на которой показаны потери</translation>
    </message>
    <message>
        <source>New random directions</source>
        <translation>Новые случайные направления</translation>
    </message>
    <message>
        <source>3D</source>
        <translation>3D</translation>
    </message>
    <message>
        <source>As a surface in space; drag to turn it</source>
        <translation>Поверхность в пространстве; поворачивается мышью</translation>
    </message>
    <message>
        <source>Stop computing the surface</source>
        <translation>Прекратить расчёт поверхности</translation>
    </message>
    <message>
        <source>Bars and curves</source>
        <translation>Столбцы и кривые</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Тепловая карта</translation>
    </message>
    <message>
        <source>Distributions</source>
        <translation>Распределения</translation>
    </message>
    <message>
        <source>How the layers are shown</source>
        <translation>В каком виде показаны слои</translation>
    </message>
    <message>
        <source>Gradient of the weights</source>
        <translation>Градиент весов</translation>
    </message>
    <message>
        <source>Error signal</source>
        <translation>Сигнал ошибки</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Активации</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Веса</translation>
    </message>
    <message>
        <source>Hold axes</source>
        <translation>Закрепить оси</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Закрепить</translation>
    </message>
    <message>
        <source>Keep the ranges of the axes as they are, to compare</source>
        <translation>Не менять пределы осей, чтобы сравнивать</translation>
    </message>
</context>
<context>
    <name>CrashReporter</name>
    <message>
        <source>Something went wrong</source>
        <translation>Что-то пошло не так</translation>
    </message>
    <message>
        <source>Something went wrong inside bpviz.</source>
        <translation>Внутри bpviz произошла ошибка.</translation>
    </message>
    <message>
        <source>The last action may not have worked. You can go on. Details are in
{log}</source>
        <translation>Последнее действие могло не выполниться. Работу можно продолжать. Подробности в файле
{log}</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Скопировать подробности</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Experiments (*.toml)</source>
        <translation>Эксперименты (*.toml)</translation>
    </message>
    <message>
        <source>Open an experiment</source>
        <translation>Открыть эксперимент</translation>
    </message>
    <message>
        <source>Save the experiment</source>
        <translation>Сохранить эксперимент</translation>
    </message>
    <message>
        <source>“{name}” was changed. Save it?</source>
        <translation>«{name}» изменён. Сохранить?</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>&lt;h3&gt;bpviz {version}&lt;/h3&gt;&lt;p&gt;See how backpropagation trains a neural network, one step at a time.&lt;/p&gt;&lt;p&gt;MIT licence. Fonts: DejaVu.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;bpviz {version}&lt;/h3&gt;&lt;p&gt;Обратное распространение ошибки: как учится нейронная сеть, шаг за шагом.&lt;/p&gt;&lt;p&gt;Лицензия MIT. Шрифты: DejaVu.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About bpviz</source>
        <translation>О программе bpviz</translation>
    </message>
</context>
<context>
    <name>EdgeModes</name>
    <message>
        <source>Network &amp;edges</source>
        <translation>Рёбра &amp;сети</translation>
    </message>
    <message>
        <source>Weights, in the &amp;backward pass gradients</source>
        <translation>Веса, на &amp;обратном проходе градиенты</translation>
    </message>
    <message>
        <source>Always &amp;weights</source>
        <translation>Всегда &amp;веса</translation>
    </message>
    <message>
        <source>Always &amp;gradients</source>
        <translation>Всегда &amp;градиенты</translation>
    </message>
</context>
<context>
    <name>ExperimentForm</name>
    <message>
        <source>Take back</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Show the experiment that is running</source>
        <translation>Снова показать эксперимент, который выполняется</translation>
    </message>
    <message>
        <source>Open an experiment file that has a table</source>
        <translation>Откройте файл эксперимента с таблицей</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
    <message>
        <source>More ({count} set)</source>
        <translation>Ещё (задано: {count})</translation>
    </message>
    <message>
        <source>Not applied yet: see the red field.</source>
        <translation>Не применено: см. красное поле.</translation>
    </message>
</context>
<context>
    <name>ExplanationView</name>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Копировать как LaTeX</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Копировать как текст</translation>
    </message>
    <message>
        <source>{count} digits</source>
        <translation>Значащих цифр: {count}</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>Предыдущий образец</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>Следующий образец</translation>
    </message>
    <message>
        <source>Copy, digits</source>
        <translation>Копирование, число цифр</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Whole window</source>
        <translation>Всё окно</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export a picture</source>
        <translation>Экспорт рисунка</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Рисунок</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Пиксели</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Сохранить…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>Рисунок PNG (*.png)</translation>
    </message>
</context>
<context>
    <name>Fold</name>
    <message>
        <source>Hide these settings</source>
        <translation>Скрыть эти настройки</translation>
    </message>
    <message>
        <source>Show these settings</source>
        <translation>Показать эти настройки</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Слои</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Обучение</translation>
    </message>
    <message>
        <source>Regularization</source>
        <translation>Регуляризация</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
</context>
<context>
    <name>GradientPlot</name>
    <message>
        <source>Gradient by layer</source>
        <translation>Градиент по слоям</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖ (log)</source>
        <translation>‖∂L/∂W‖ (лог.)</translation>
    </message>
    <message>
        <source>not finite: {count}</source>
        <translation>не конечны: {count}</translation>
    </message>
    <message>
        <source>zero: {count}</source>
        <translation>нули: {count}</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
    </message>
</context>
<context>
    <name>LayerRow</name>
    <message>
        <source>More about this layer</source>
        <translation>Ещё об этом слое</translation>
    </message>
    <message>
        <source>Start from the values in the file instead of drawing them.</source>
        <translation>Начинать со значений из файла, а не со случайных.</translation>
    </message>
    <message>
        <source>Move towards the inputs</source>
        <translation>Сдвинуть ближе ко входам</translation>
    </message>
    <message>
        <source>Move towards the output</source>
        <translation>Сдвинуть ближе к выходу</translation>
    </message>
    <message>
        <source>Insert a layer after this one</source>
        <translation>Вставить слой после этого</translation>
    </message>
    <message>
        <source>Remove this layer</source>
        <translation>Удалить этот слой</translation>
    </message>
    <message>
        <source>hidden {number}</source>
        <translation>слой {number}</translation>
    </message>
    <message>
        <source>output</source>
        <translation>выход</translation>
    </message>
    <message>
        <source>given start values {shape}</source>
        <translation>заданные значения {shape}</translation>
    </message>
    <message>
        <source>They do not fit this layer now; its start values are drawn.</source>
        <translation>Сейчас они не подходят слою; начальные значения случайные.</translation>
    </message>
</context>
<context>
    <name>LayersPart</name>
    <message>
        <source>given</source>
        <translation>заданы</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>разные</translation>
    </message>
    <message>
        <source>Add a hidden layer</source>
        <translation>Добавить скрытый слой</translation>
    </message>
    <message>
        <source>Remove the last hidden layer</source>
        <translation>Удалить последний скрытый слой</translation>
    </message>
</context>
<context>
    <name>LessonPanel</name>
    <message>
        <source>Your own experiment. The lessons are under its name, at the top left.</source>
        <translation>Ваш собственный эксперимент. Уроки — в меню под его названием, слева вверху.</translation>
    </message>
</context>
<context>
    <name>LinePlot</name>
    <message>
        <source>t · 0: the other run, 1: this run</source>
        <translation>t · 0: другой запуск, 1: этот</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>how far both states lie apart in the space of parameters</source>
        <translation>расстояние между двумя состояниями в пространстве параметров</translation>
    </message>
    <message>
        <source>the most that the loss rises above the straight line of both ends</source>
        <translation>наибольшее превышение потерь над прямой, соединяющей концы</translation>
    </message>
    <message>
        <source>{height} at t = {t}</source>
        <translation>{height} при t = {t}</translation>
    </message>
    <message>
        <source>barrier</source>
        <translation>барьер</translation>
    </message>
    <message>
        <source>{other} and {own}</source>
        <translation>{other} и {own}</translation>
    </message>
    <message>
        <source>iterations</source>
        <translation>итерации</translation>
    </message>
    <message>
        <source>of the other and this run</source>
        <translation>другого запуска и этого</translation>
    </message>
    <message>
        <source>straight between both ends</source>
        <translation>прямая между концами</translation>
    </message>
    <message>
        <source>Only one run so far: branch it, or choose a new start</source>
        <translation>Пока запуск один: сделайте ветвь или возьмите новые начальные веса</translation>
    </message>
    <message>
        <source>loss not finite in places</source>
        <translation>местами потери не конечны</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>потери {value}</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Training loss</source>
        <translation>Потери на обучении</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>loss (log)</source>
        <translation>потери (лог.)</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны не конечные значения: {count}</translation>
    </message>
    <message>
        <source>iteration {iteration}</source>
        <translation>итерация {iteration}</translation>
    </message>
</context>
<context>
    <name>LossView</name>
    <message>
        <source>log</source>
        <translation>лог.</translation>
    </message>
    <message>
        <source>Logarithmic loss axis</source>
        <translation>Логарифмическая ось потерь</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Потери</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>accuracy, %</source>
        <translation>точность, %</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>пакет</translation>
    </message>
    <message>
        <source>train</source>
        <translation>обучение</translation>
    </message>
    <message>
        <source>test</source>
        <translation>тест</translation>
    </message>
    <message>
        <source>stop at {loss}</source>
        <translation>остановка при {loss}</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны не конечные значения: {count}</translation>
    </message>
    <message>
        <source>zeros not shown on a log axis: {count}</source>
        <translation>не показаны нули на лог. оси: {count}</translation>
    </message>
    <message>
        <source>training set {loss}</source>
        <translation>обучающие данные {loss}</translation>
    </message>
    <message>
        <source>{percent} % right</source>
        <translation>верно {percent} %</translation>
    </message>
    <message>
        <source>test {value}</source>
        <translation>тест {value}</translation>
    </message>
    <message>
        <source>iteration {iteration}</source>
        <translation>итерация {iteration}</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Paused: started again with the changed experiment</source>
        <translation>Пауза: эксперимент изменён и начат заново</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Эксперимент</translation>
    </message>
    <message>
        <source>What to watch</source>
        <translation>На что смотреть</translation>
    </message>
    <message>
        <source>Move into a window of its own</source>
        <translation>Вынести в отдельное окно</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Правка</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Ход</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>&amp;Уроки</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Закрыть это сообщение</translation>
    </message>
</context>
<context>
    <name>NetworkView</name>
    <message>
        <source>Network diagram</source>
        <translation>Схема сети</translation>
    </message>
    <message>
        <source>Click: next sample; with Shift: the one before</source>
        <translation>Щелчок — следующий образец, с Shift — предыдущий</translation>
    </message>
</context>
<context>
    <name>NormBarsPlot</name>
    <message>
        <source>{quantity} (log)</source>
        <translation>{quantity} (лог.)</translation>
    </message>
    <message>
        <source>Gradient by layer</source>
        <translation>Градиент по слоям</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>vanishing &lt; {ratio} × last</source>
        <translation>затухает &lt; {ratio}·выход</translation>
    </message>
    <message>
        <source>{norm} &lt; {ratio} × last</source>
        <translation>{norm} &lt; {ratio} × выход</translation>
    </message>
    <message>
        <source>exploding &gt; {limit}</source>
        <translation>взрывается &gt; {limit}</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
    </message>
    <message>
        <source>{mark} not finite: {layers}</source>
        <translation>{mark} не конечен: {layers}</translation>
    </message>
    <message>
        <source>beyond the held axis: {layers}</source>
        <translation>вне закреплённой оси: {layers}</translation>
    </message>
    <message>
        <source>{mark} exploding: {layers}</source>
        <translation>{mark} взрывается: {layers}</translation>
    </message>
    <message>
        <source>{mark} vanishing: {layers}</source>
        <translation>{mark} затухает: {layers}</translation>
    </message>
    <message>
        <source>{mark} {norm} not finite: {layers}</source>
        <translation>{mark} {norm} не число: {layers}</translation>
    </message>
    <message>
        <source>{mark} {norm} exploding: {layers}</source>
        <translation>{mark} {norm} взрывается: {layers}</translation>
    </message>
    <message>
        <source>{mark} {norm} vanishing: {layers}</source>
        <translation>{mark} {norm} затухает: {layers}</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>ok so far</source>
        <translation>пока в норме</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>в норме</translation>
    </message>
    <message>
        <source>vanishing</source>
        <translation>затухает</translation>
    </message>
    <message>
        <source>exploding</source>
        <translation>взрывается</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечен</translation>
    </message>
</context>
<context>
    <name>NormHeatPlot</name>
    <message>
        <source>Gradient by layer over time</source>
        <translation>Градиент по слоям: история</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>mean of {count} iterations</source>
        <translation>среднее по итерациям: {count}</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечен</translation>
    </message>
    <message>
        <source>not finite in layers {layers}</source>
        <translation>не конечен в слоях {layers}</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>точный 0</translation>
    </message>
    <message>
        <source>exactly 0 in layers {layers}</source>
        <translation>точный 0 в слоях {layers}</translation>
    </message>
    <message>
        <source>now is beyond the held axis</source>
        <translation>сейчас вне закреплённой оси</translation>
    </message>
    <message>
        <source>beyond the colours: {count}</source>
        <translation>вне шкалы цветов: {count}</translation>
    </message>
    <message>
        <source>iteration {iteration}
layer {layer}: {value}</source>
        <translation>итерация {iteration}
слой {layer}: {value}</translation>
    </message>
</context>
<context>
    <name>NormHistoryPlot</name>
    <message>
        <source>{quantity} (log)</source>
        <translation>{quantity} (лог.)</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>История</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
    </message>
    <message>
        <source>mean of {count} iterations</source>
        <translation>среднее по итерациям: {count}</translation>
    </message>
    <message>
        <source>now is beyond the held axis</source>
        <translation>сейчас вне закреплённой оси</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны не конечные значения: {count}</translation>
    </message>
    <message>
        <source>zeros not shown on a log axis: {count}</source>
        <translation>не показаны нули на лог. оси: {count}</translation>
    </message>
    <message>
        <source>iteration {iteration}
layer {layer}: {value}</source>
        <translation>итерация {iteration}
слой {layer}: {value}</translation>
    </message>
</context>
<context>
    <name>PredictionView</name>
    <message>
        <source>prediction ŷ</source>
        <translation>предсказание ŷ</translation>
    </message>
    <message>
        <source>train</source>
        <translation>обучение</translation>
    </message>
    <message>
        <source>test</source>
        <translation>тест</translation>
    </message>
    <message>
        <source>class {label}</source>
        <translation>класс {label}</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>неверно</translation>
    </message>
    <message>
        <source>for class 1</source>
        <translation>за класс 1</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>образец</translation>
    </message>
    <message>
        <source>output</source>
        <translation>выход</translation>
    </message>
    <message>
        <source>value</source>
        <translation>значение</translation>
    </message>
    <message>
        <source>target y</source>
        <translation>цель y</translation>
    </message>
    <message>
        <source>exactly right</source>
        <translation>точно верно</translation>
    </message>
    <message>
        <source>predicted class</source>
        <translation>предсказанный класс</translation>
    </message>
    <message>
        <source>true class</source>
        <translation>истинный класс</translation>
    </message>
    <message>
        <source>% of the class</source>
        <translation>% класса</translation>
    </message>
    <message>
        <source>{count} samples of class {true}
taken for class {predicted}</source>
        <translation>класс {true} принят за класс {predicted}:
образцов {count}</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Предсказание</translation>
    </message>
    <message>
        <source>non-finite predictions not shown: {count}</source>
        <translation>не показаны не конечные предсказания: {count}</translation>
    </message>
    <message>
        <source>prediction leaves the picture: up to {value}</source>
        <translation>ŷ вне графика: до {value}</translation>
    </message>
</context>
<context>
    <name>RaceControls</name>
    <message>
        <source>Race</source>
        <translation>Гонка</translation>
    </message>
    <message>
        <source>What the optimizers race on</source>
        <translation>Поверхность, на которой идёт гонка</translation>
    </message>
    <message>
        <source>Start the race at this iteration</source>
        <translation>Начать гонку с этой итерации</translation>
    </message>
    <message>
        <source>The usual start; click the map to choose another one</source>
        <translation>Обычный старт; другой выбирается щелчком по карте</translation>
    </message>
    <message>
        <source>As a surface in space; drag to turn it</source>
        <translation>Поверхность в пространстве; поворачивается мышью</translation>
    </message>
    <message>
        <source>Who races, and the learning rates</source>
        <translation>Участники гонки и скорости обучения</translation>
    </message>
    <message>
        <source>Stop computing the race</source>
        <translation>Прекратить расчёт гонки</translation>
    </message>
</context>
<context>
    <name>RaceView</name>
    <message>
        <source>Two to five race at once</source>
        <translation>Участников может быть от двух до пяти</translation>
    </message>
    <message>
        <source>Learning rate of {name}</source>
        <translation>Скорость обучения: {name}</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>Эта сеть</translation>
    </message>
    <message>
        <source>Ravine</source>
        <translation>Овраг</translation>
    </message>
    <message>
        <source>Rosenbrock</source>
        <translation>Розенброк</translation>
    </message>
    <message>
        <source>Beale</source>
        <translation>Бил</translation>
    </message>
    <message>
        <source>Himmelblau</source>
        <translation>Химмельблау</translation>
    </message>
    <message>
        <source>Saddle</source>
        <translation>Седло</translation>
    </message>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Импульс</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Нестеров</translation>
    </message>
    <message>
        <source>Adagrad</source>
        <translation>Adagrad</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>diverged at iteration {i}</source>
        <translation>расходится на итерации {i}</translation>
    </message>
    <message>
        <source>off the map</source>
        <translation>за краем карты</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>racers&apos; component 1 · ‖Δθ‖</source>
        <translation>компонента путей 1 · ‖Δθ‖</translation>
    </message>
    <message>
        <source>racers&apos; component 2 · ‖Δθ‖</source>
        <translation>компонента путей 2 · ‖Δθ‖</translation>
    </message>
    <message>
        <source>samples {m} of {n} · dropout off</source>
        <translation>образцы: {m} из {n} · без dropout</translation>
    </message>
    <message>
        <source>The loss is not finite at the start: no race</source>
        <translation>Потери на старте не конечны: гонки не будет</translation>
    </message>
    <message>
        <source>iteration of the race</source>
        <translation>итерация гонки</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Гонка</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>потери {value}</translation>
    </message>
    <message>
        <source>iteration {i}</source>
        <translation>итерация {i}</translation>
    </message>
</context>
<context>
    <name>RidgesPlot</name>
    <message>
        <source>Distribution by layer</source>
        <translation>Распределение по слоям</translation>
    </message>
    <message>
        <source>{quantity} (symmetric log)</source>
        <translation>{quantity} (симм. лог.)</translation>
    </message>
    <message>
        <source>{quantity} (linear)</source>
        <translation>{quantity} (линейно)</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>mean ± std</source>
        <translation>среднее ± σ</translation>
    </message>
    <message>
        <source>share of exact zeros</source>
        <translation>доля точных нулей</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>not computed yet: {layers}</source>
        <translation>ещё не вычислено: {layers}</translation>
    </message>
    <message>
        <source>a sample of up to {count} per layer</source>
        <translation>выборка до {count} на слой</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны не конечные значения: {count}</translation>
    </message>
    <message>
        <source>values beyond the axis: {count}</source>
        <translation>значений за пределами оси: {count}</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечны</translation>
    </message>
    <message>
        <source>mean {mean} ± {std}</source>
        <translation>среднее {mean} ± {std}</translation>
    </message>
    <message>
        <source>{low} to {high}: {share} %</source>
        <translation>от {low} до {high}: {share} %</translation>
    </message>
    <message>
        <source>exactly 0: {share} %</source>
        <translation>точно 0: {share} %</translation>
    </message>
</context>
<context>
    <name>SizeChooser</name>
    <message>
        <source>micro-step</source>
        <translation>микрошаг</translation>
    </message>
    <message>
        <source>One press: the next computation</source>
        <translation>Одно нажатие: следующее вычисление</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>One press: all of a layer, forward or backward</source>
        <translation>Одно нажатие: весь слой, вперёд или назад</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>проход</translation>
    </message>
    <message>
        <source>One press: forward, loss, backward or update</source>
        <translation>Одно нажатие: прямой проход, потери, обратный проход или обновление</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>One press: to the end of an update</source>
        <translation>Одно нажатие: до конца обновления</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>эпоха</translation>
    </message>
    <message>
        <source>One press: once through the training set</source>
        <translation>Одно нажатие: все обучающие данные по разу</translation>
    </message>
    <message>
        <source>N</source>
        <translation>N</translation>
    </message>
    <message>
        <source>One press: as many iterations as you choose</source>
        <translation>Одно нажатие: столько итераций, сколько выберете</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>not a number</source>
        <translation>не число (NaN)</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>бесконечность</translation>
    </message>
    <message>
        <source>{name} is {value} ({phase})</source>
        <translation>{name}: {value} ({phase})</translation>
    </message>
    <message>
        <source>{name} of layer {layer}, element [{index}], is {value} ({phase})</source>
        <translation>{name} слоя {layer}, элемент [{index}]: {value} ({phase})</translation>
    </message>
    <message>
        <source>batch loss {value}</source>
        <translation>потери на пакете {value}</translation>
    </message>
    <message>
        <source>last batch loss {value}</source>
        <translation>последние потери на пакете {value}</translation>
    </message>
    <message>
        <source>batch loss –</source>
        <translation>потери на пакете –</translation>
    </message>
    <message>
        <source>iteration {i} of {n}  ·  epoch {e}  ·  {loss}</source>
        <translation>итерация {i} из {n}  ·  эпоха {e}  ·  {loss}</translation>
    </message>
    <message>
        <source>iteration {i}  ·  epoch {e}  ·  {loss}</source>
        <translation>итерация {i}  ·  эпоха {e}  ·  {loss}</translation>
    </message>
    <message>
        <source>Gradients: not computed yet</source>
        <translation>Градиенты: ещё не вычислены</translation>
    </message>
    <message>
        <source>Exploding gradients: {n} of {all} layers</source>
        <translation>Градиенты взрываются в {n} из {all} слоёв</translation>
    </message>
    <message>
        <source>Vanishing gradients: {n} of {all} layers</source>
        <translation>Градиенты затухают в {n} из {all} слоёв</translation>
    </message>
    <message>
        <source>Healthy: gradients of {value}</source>
        <translation>Всё в норме: градиенты равны {value}</translation>
    </message>
    <message>
        <source>Healthy: gradients between {low} and {high}</source>
        <translation>Всё в норме: градиенты от {low} до {high}</translation>
    </message>
    <message>
        <source>Healthy so far: gradients of {value}</source>
        <translation>Пока всё в норме: градиенты равны {value}</translation>
    </message>
    <message>
        <source>Healthy so far: gradients between {low} and {high}</source>
        <translation>Пока всё в норме: градиенты от {low} до {high}</translation>
    </message>
    <message>
        <source>Paused: {what}. Step back to see why.</source>
        <translation>Пауза: {what}. Шагните назад, чтобы увидеть причину.</translation>
    </message>
    <message>
        <source>Done: the loss reached {loss} in iteration {i}.</source>
        <translation>Готово: потери достигли {loss} на итерации {i}.</translation>
    </message>
    <message>
        <source>Done: {n} epochs were trained.</source>
        <translation>Готово: пройдено эпох: {n}.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Space plays  ·  → step  ·  ← back  ·  F11 presents  ·  F1 keys</source>
        <translation>Пробел — пуск  ·  → шаг  ·  ← назад  ·  F11 — показ  ·  F1 — клавиши</translation>
    </message>
    <message>
        <source>{text}, iteration {i}</source>
        <translation>{text}, итерация {i}</translation>
    </message>
</context>
<context>
    <name>SurfaceOptions</name>
    <message>
        <source>Seen from above as</source>
        <translation>Вид сверху</translation>
    </message>
    <message>
        <source>Contour lines with values</source>
        <translation>Линии уровня со значениями</translation>
    </message>
    <message>
        <source>Heat map with a scale</source>
        <translation>Тепловая карта со шкалой</translation>
    </message>
    <message>
        <source>Colours, levels and heights</source>
        <translation>Шкала цветов, уровней и высот</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Логарифмическая</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Линейная</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Центр</translation>
    </message>
    <message>
        <source>Current point</source>
        <translation>Текущая точка</translation>
    </message>
    <message>
        <source>Start of the run</source>
        <translation>Начало обучения</translation>
    </message>
    <message>
        <source>Lowest loss of the path</source>
        <translation>Наименьшие потери на пути</translation>
    </message>
    <message>
        <source>Random directions scaled by</source>
        <translation>Нормировка случайных направлений</translation>
    </message>
    <message>
        <source>Filter: each unit&apos;s weights (Li et al. 2018)</source>
        <translation>По фильтрам: веса каждого нейрона (Li и др., 2018)</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>По слоям</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Без нормировки</translation>
    </message>
    <message>
        <source>Computed in</source>
        <translation>Точность вычислений</translation>
    </message>
    <message>
        <source>float32, twice as fast</source>
        <translation>float32, вдвое быстрее</translation>
    </message>
    <message>
        <source>float64</source>
        <translation>float64</translation>
    </message>
    <message>
        <source>What is shown, and how</source>
        <translation>Что показано и как</translation>
    </message>
</context>
<context>
    <name>SurfaceView</name>
    <message>
        <source>Loss between two runs</source>
        <translation>Потери между двумя запусками</translation>
    </message>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность потерь</translation>
    </message>
    <message>
        <source>Put the network here</source>
        <translation>Перенести сеть сюда</translation>
    </message>
    <message>
        <source>A branch of the run; Ctrl+Z goes back</source>
        <translation>Новая ветвь обучения; Ctrl+Z вернёт назад</translation>
    </message>
    <message>
        <source>random direction 2</source>
        <translation>случайная ось 2</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>at the current parameters</source>
        <translation>при нынешних параметрах</translation>
    </message>
    <message>
        <source>on the plane</source>
        <translation>на плоскости</translation>
    </message>
    <message>
        <source>at the point of the picture nearest to them</source>
        <translation>в ближайшей к ним точке картины</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>разница</translation>
    </message>
    <message>
        <source>between these two; 0 where the run lies in the plane</source>
        <translation>между этими двумя; 0, если обучение идёт в этой плоскости</translation>
    </message>
    <message>
        <source>how much of the path&apos;s movement the picture can show; the rest is hidden</source>
        <translation>какую долю движения по пути видно на картине; остальное скрыто</translation>
    </message>
    <message>
        <source>path in plane</source>
        <translation>путь в плоскости</translation>
    </message>
    <message>
        <source>greater losses have the colour of this one</source>
        <translation>потери больше этих того же цвета</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>образцы</translation>
    </message>
    <message>
        <source>fixed sample</source>
        <translation>постоянная выборка</translation>
    </message>
    <message>
        <source>clipped at</source>
        <translation>срезано выше</translation>
    </message>
    <message>
        <source>along the path</source>
        <translation>вдоль пути</translation>
    </message>
    <message>
        <source>across it</source>
        <translation>поперёк него</translation>
    </message>
    <message>
        <source>along the first step</source>
        <translation>вдоль первого шага</translation>
    </message>
    <message>
        <source>component 1</source>
        <translation>компонента 1</translation>
    </message>
    <message>
        <source>component 2</source>
        <translation>компонента 2</translation>
    </message>
    <message>
        <source>from start to end</source>
        <translation>от начала к концу</translation>
    </message>
    <message>
        <source>towards now</source>
        <translation>к текущей точке</translation>
    </message>
    <message>
        <source>along the gradient · ‖Δθ‖</source>
        <translation>вдоль градиента · ‖Δθ‖</translation>
    </message>
    <message>
        <source>random direction · ‖Δθ‖</source>
        <translation>случайное направление · ‖Δθ‖</translation>
    </message>
    <message>
        <source>random direction 1</source>
        <translation>случайная ось 1</translation>
    </message>
    <message>
        <source>filter-normalized</source>
        <translation>норм. по фильтрам</translation>
    </message>
    <message>
        <source>layer-normalized</source>
        <translation>норм. по слоям</translation>
    </message>
    <message>
        <source>not normalized</source>
        <translation>без нормировки</translation>
    </message>
    <message>
        <source>{share} % of the variance</source>
        <translation>{share} % дисперсии</translation>
    </message>
    <message>
        <source>loss before the update</source>
        <translation>потери до обновления</translation>
    </message>
    <message>
        <source>of the training set, from which all losses here are computed</source>
        <translation>обучающих данных; по ним здесь вычислены все потери</translation>
    </message>
    <message>
        <source>{m} of {n} · dropout off</source>
        <translation>{m} из {n} · без dropout</translation>
    </message>
    <message>
        <source>{m} of {n}</source>
        <translation>{m} из {n}</translation>
    </message>
    <message>
        <source>click one more edge of the network</source>
        <translation>щёлкните ещё по одному ребру сети</translation>
    </message>
    <message>
        <source>click two edges of the network</source>
        <translation>щёлкните по двум рёбрам сети</translation>
    </message>
    <message>
        <source>parameters overflow at iteration {i}</source>
        <translation>переполнение на итерации {i}</translation>
    </message>
    <message>
        <source>the current point is outside</source>
        <translation>текущая точка вне рисунка</translation>
    </message>
    <message>
        <source>loss not finite in places</source>
        <translation>местами потери не конечны</translation>
    </message>
    <message>
        <source>enormous losses clipped, up to {value}</source>
        <translation>срезаны потери до {value}</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>потери {value}</translation>
    </message>
    <message>
        <source>Along the path</source>
        <translation>Вдоль пути</translation>
    </message>
    <message>
        <source>Through the start and the path walked since</source>
        <translation>Через начало и пройденный с тех пор путь</translation>
    </message>
    <message>
        <source>Principal components</source>
        <translation>Главные компоненты</translation>
    </message>
    <message>
        <source>The two directions in which the path varies most</source>
        <translation>Два направления, вдоль которых разброс точек пути наибольший</translation>
    </message>
    <message>
        <source>Start, now, end</source>
        <translation>Начало, сейчас, конец</translation>
    </message>
    <message>
        <source>Through the start, the current and the furthest state reached</source>
        <translation>Через начальное, текущее и самое позднее из пройденных состояний</translation>
    </message>
    <message>
        <source>Two weights</source>
        <translation>Два веса</translation>
    </message>
    <message>
        <source>The last two weights clicked in the network</source>
        <translation>Два веса, выбранные в сети последними</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Градиент</translation>
    </message>
    <message>
        <source>The direction of the gradient and a random one</source>
        <translation>Направление градиента и случайное направление</translation>
    </message>
    <message>
        <source>Random plane</source>
        <translation>Случайная плоскость</translation>
    </message>
    <message>
        <source>Two random directions (Li et al. 2018)</source>
        <translation>Два случайных направления (Li и др., 2018)</translation>
    </message>
    <message>
        <source>Between two runs</source>
        <translation>Между запусками</translation>
    </message>
    <message>
        <source>The line from the run shown before to this one</source>
        <translation>Прямая от предыдущего запуска к этому</translation>
    </message>
</context>
<context>
    <name>TimelineStrip</name>
    <message>
        <source>batch</source>
        <translation>пакет</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>отсечение</translation>
    </message>
    <message>
        <source>iteration {n}</source>
        <translation>итерация {n}</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>speed</source>
        <translation>скорость</translation>
    </message>
    <message>
        <source>Speed of playing: at the right end, as fast as the machine can</source>
        <translation>Скорость показа; в правом конце — так быстро, как может компьютер</translation>
    </message>
    <message>
        <source>Choose a lesson</source>
        <translation>Выбрать урок</translation>
    </message>
    <message>
        <source>max</source>
        <translation>макс.</translation>
    </message>
    <message>
        <source>{n}/s</source>
        <translation>{n}/с</translation>
    </message>
</context>
<context>
    <name>activation</name>
    <message>
        <source>linear</source>
        <translation>линейная</translation>
    </message>
    <message>
        <source>sigmoid</source>
        <translation>сигмоида</translation>
    </message>
    <message>
        <source>tanh</source>
        <translation>tanh</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>leaky ReLU</source>
        <translation>leaky ReLU</translation>
    </message>
    <message>
        <source>ELU</source>
        <translation>ELU</translation>
    </message>
    <message>
        <source>SELU</source>
        <translation>SELU</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>SiLU</source>
        <translation>SiLU</translation>
    </message>
    <message>
        <source>softplus</source>
        <translation>softplus</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
</context>
<context>
    <name>column</name>
    <message>
        <source>class</source>
        <translation>класс</translation>
    </message>
    <message>
        <source>sleep</source>
        <translation>сон</translation>
    </message>
    <message>
        <source>study</source>
        <translation>учёба</translation>
    </message>
    <message>
        <source>score</source>
        <translation>оценка</translation>
    </message>
</context>
<context>
    <name>contrasts</name>
    <message>
        <source>ReLU with He</source>
        <translation>ReLU и Хе</translation>
    </message>
    <message>
        <source>sigmoid with Xavier</source>
        <translation>сигмоида и Ксавье</translation>
    </message>
    <message>
        <source>Xavier</source>
        <translation>Ксавье</translation>
    </message>
    <message>
        <source>He</source>
        <translation>Хе</translation>
    </message>
    <message>
        <source>Adam, rate 0.01</source>
        <translation>Adam, скорость 0.01</translation>
    </message>
    <message>
        <source>learning rate × 10</source>
        <translation>скорость обучения × 10</translation>
    </message>
    <message>
        <source>learning rate ÷ 10</source>
        <translation>скорость обучения ÷ 10</translation>
    </message>
    <message>
        <source>dropout 0.3</source>
        <translation>dropout = 0.3</translation>
    </message>
    <message>
        <source>without dropout</source>
        <translation>без dropout</translation>
    </message>
    <message>
        <source>L2 0.01</source>
        <translation>L2 = 0.01</translation>
    </message>
    <message>
        <source>without L2</source>
        <translation>без L2</translation>
    </message>
    <message>
        <source>standardized inputs</source>
        <translation>нормированные входы</translation>
    </message>
    <message>
        <source>inputs as they are</source>
        <translation>входы без нормировки</translation>
    </message>
    <message>
        <source>the run before</source>
        <translation>прошлый запуск</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>true or false</source>
        <translation>true или false</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>целое число</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>число</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>текст</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>имя</translation>
    </message>
    <message>
        <source>two numbers [first, second]</source>
        <translation>два числа [первое, второе]</translation>
    </message>
    <message>
        <source>a list of numbers</source>
        <translation>список чисел</translation>
    </message>
    <message>
        <source>a list of rows of numbers</source>
        <translation>список строк из чисел</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>таблица</translation>
    </message>
    <message>
        <source>a list of tables</source>
        <translation>список таблиц</translation>
    </message>
    <message>
        <source>unknown &quot;{value}&quot;. Known: {known}</source>
        <translation>неизвестно «{value}». Известны: {known}</translation>
    </message>
    <message>
        <source>unknown &quot;{value}&quot;; did you mean &quot;{guess}&quot;? Known: {known}</source>
        <translation>неизвестно «{value}»; может быть, «{guess}»? Известны: {known}</translation>
    </message>
    <message>
        <source>must be {expected}, got {value}</source>
        <translation>нужно: {expected}, задано: {value}</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>не задано</translation>
    </message>
    <message>
        <source>must be at least {low}, got {value}</source>
        <translation>должно быть не меньше {low}, задано {value}</translation>
    </message>
    <message>
        <source>must be &gt; {low}, got {value}</source>
        <translation>должно быть больше {low}, задано {value}</translation>
    </message>
    <message>
        <source>must be at most {high}, got {value}</source>
        <translation>должно быть не больше {high}, задано {value}</translation>
    </message>
    <message>
        <source>must be &lt; {high}, got {value}</source>
        <translation>должно быть меньше {high}, задано {value}</translation>
    </message>
    <message>
        <source>must be a finite number, got {value}</source>
        <translation>нужно конечное число, задано {value}</translation>
    </message>
    <message>
        <source>must have {expected} numbers, got {value}</source>
        <translation>чисел должно быть {expected}, задано {value}</translation>
    </message>
    <message>
        <source>must have shape {expected}, got {value}</source>
        <translation>размер должен быть {expected}, задан {value}</translation>
    </message>
    <message>
        <source>must be {expected} for this data, got {value}</source>
        <translation>для этих данных нужно {expected}, задано {value}</translation>
    </message>
    <message>
        <source>the loss &quot;{loss}&quot; needs the output activation {expected}, got &quot;{value}&quot;</source>
        <translation>для функции потерь «{loss}» нужна выходная активация {expected}, задана «{value}»</translation>
    </message>
    <message>
        <source>the loss &quot;{loss}&quot; needs the output activation {expected}, got &quot;{value}&quot;; &quot;{value}&quot; goes with the loss &quot;{partner}&quot; and {units} output units</source>
        <translation>для функции потерь «{loss}» нужна выходная активация {expected}, задана «{value}»; к «{value}» подходят функция потерь «{partner}» и число выходных нейронов {units}</translation>
    </message>
    <message>
        <source>must sum to 1 in each row for the loss &quot;{loss}&quot;, row {row} sums to {value}</source>
        <translation>для функции потерь «{loss}» сумма каждой строки должна быть 1, сумма строки {row} равна {value}</translation>
    </message>
    <message>
        <source>must be between {low} and {high} for the loss &quot;{loss}&quot;, got {value}</source>
        <translation>для функции потерь «{loss}» значения должны быть от {low} до {high}, задано {value}</translation>
    </message>
    <message>
        <source>needs at least one layer</source>
        <translation>нужен хотя бы один слой</translation>
    </message>
    <message>
        <source>leaves no training sample of {samples}</source>
        <translation>для обучения не остаётся ни одного образца из {samples}</translation>
    </message>
    <message>
        <source>must be below &quot;{other}&quot; ({limit}), got {value}</source>
        <translation>должно быть меньше, чем «{other}» ({limit}), задано {value}</translation>
    </message>
    <message>
        <source>all rows must have the same length; row {row} has {value}, the first has {expected}</source>
        <translation>все строки должны быть одной длины; в строке {row} чисел {value}, в первой {expected}</translation>
    </message>
    <message>
        <source>nesterov needs momentum &gt; 0 and dampening = 0</source>
        <translation>Нестерову нужен импульс больше 0 и демпфирование 0</translation>
    </message>
    <message>
        <source>one iteration would hold {value} numbers; at most {high}: fewer units or smaller batches</source>
        <translation>одна итерация хранила бы {value} чисел при пределе {high}: уменьшите слои или пакеты</translation>
    </message>
    <message>
        <source>cannot be read: {reason}</source>
        <translation>не удаётся прочитать: {reason}</translation>
    </message>
    <message>
        <source>cannot be written: {reason}</source>
        <translation>не удаётся записать: {reason}</translation>
    </message>
    <message>
        <source>is a folder, not a file</source>
        <translation>это папка, а не файл</translation>
    </message>
    <message>
        <source>is larger than {limit} MB, too large for an experiment file</source>
        <translation>больше {limit} МБ: слишком велик для файла эксперимента</translation>
    </message>
    <message>
        <source>is not UTF-8 text (byte {offset}); save it as UTF-8</source>
        <translation>текст не в UTF-8 (байт {offset}); сохраните его в UTF-8</translation>
    </message>
    <message>
        <source>is not valid TOML: {reason}</source>
        <translation>это не TOML: {reason}</translation>
    </message>
    <message>
        <source>is nested too deeply</source>
        <translation>слишком глубокая вложенность</translation>
    </message>
    <message>
        <source>is missing; an experiment file begins with format = {known}</source>
        <translation>не задано; файл эксперимента начинается с format = {known}</translation>
    </message>
    <message>
        <source>must be {known}, got {value}</source>
        <translation>должно быть {known}, задано {value}</translation>
    </message>
    <message>
        <source>is {value}, made by a newer bpviz; this one reads format {known}</source>
        <translation>равно {value}, файл сделан более новой версией bpviz; эта читает формат {known}</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>такого файла нет</translation>
    </message>
    <message>
        <source>there is no such folder</source>
        <translation>такой папки нет</translation>
    </message>
    <message>
        <source>cannot be written: no permission</source>
        <translation>не удаётся записать: нет прав</translation>
    </message>
    <message>
        <source>is neither a lesson nor a file. Lessons: {known}</source>
        <translation>нет ни урока, ни файла с таким именем. Уроки: {known}</translation>
    </message>
    <message>
        <source>is neither a lesson nor a file; did you mean the lesson &quot;{guess}&quot;? Lessons: {known}</source>
        <translation>нет ни урока, ни файла с таким именем; может быть, урок «{guess}»? Уроки: {known}</translation>
    </message>
    <message>
        <source>must begin with a line &quot;# Title&quot;</source>
        <translation>должно начинаться со строки «# Заголовок»</translation>
    </message>
    <message>
        <source>&quot;{text}&quot;</source>
        <translation>«{text}»</translation>
    </message>
</context>
<context>
    <name>direction</name>
    <message>
        <source>Batch</source>
        <translation>Пакет</translation>
    </message>
    <message>
        <source>Forward pass</source>
        <translation>Прямой проход</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Функция потерь</translation>
    </message>
    <message>
        <source>Backward pass</source>
        <translation>Обратный проход</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Обновление</translation>
    </message>
</context>
<context>
    <name>dtype</name>
    <message>
        <source>64 bits</source>
        <translation>64 бита</translation>
    </message>
    <message>
        <source>32 bits</source>
        <translation>32 бита</translation>
    </message>
</context>
<context>
    <name>explanation</name>
    <message>
        <source>Which sample goes in?</source>
        <translation>Какой образец подаётся на вход?</translation>
    </message>
    <message>
        <source>Why is z of {neuron} this number?</source>
        <translation>Откуда берётся z нейрона {neuron}?</translation>
    </message>
    <message>
        <source>Why is a of {neuron} this number?</source>
        <translation>Откуда берётся a нейрона {neuron}?</translation>
    </message>
    <message>
        <source>Is {neuron} switched off?</source>
        <translation>Отключён ли нейрон {neuron}?</translation>
    </message>
    <message>
        <source>Why is the loss this number?</source>
        <translation>Откуда берётся значение потерь?</translation>
    </message>
    <message>
        <source>Why is ∂L/∂a of {neuron} this number?</source>
        <translation>Откуда берётся ∂L/∂a нейрона {neuron}?</translation>
    </message>
    <message>
        <source>Why is δ of {neuron} this number?</source>
        <translation>Откуда берётся δ нейрона {neuron}?</translation>
    </message>
    <message>
        <source>Why is ∂L/∂{parameter} this number?</source>
        <translation>Откуда берётся ∂L/∂{parameter}?</translation>
    </message>
    <message>
        <source>Is the gradient too long?</source>
        <translation>Не слишком ли длинен градиент?</translation>
    </message>
    <message>
        <source>How does {parameter} change?</source>
        <translation>Как меняется {parameter}?</translation>
    </message>
    <message>
        <source>Take a step to see where its numbers come from.</source>
        <translation>Сделайте шаг, и станет видно, откуда берутся его числа.</translation>
    </message>
    <message>
        <source>The numbers of this step cannot be shown yet.</source>
        <translation>Числа этого шага пока показать нельзя.</translation>
    </message>
    <message>
        <source>Step {step}: {question}</source>
        <translation>Шаг {step}: {question}</translation>
    </message>
    <message>
        <source>The next number of {name} comes at step {step}.</source>
        <translation>Следующее число, связанное с {name}, появится на шаге {step}.</translation>
    </message>
    <message>
        <source>{name} is not known yet: it comes at step {step}.</source>
        <translation>{name}: пока неизвестно, появится на шаге {step}.</translation>
    </message>
    <message>
        <source>Nothing more comes about {name} in this iteration.</source>
        <translation>Для {name} в этой итерации больше ничего не появится.</translation>
    </message>
    <message>
        <source>sample {number} of {count}</source>
        <translation>образец {number} из {count}</translation>
    </message>
    <message>
        <source>all {count} samples</source>
        <translation>все образцы: {count}</translation>
    </message>
    <message>
        <source>{count} terms</source>
        <translation>слагаемых: {count}</translation>
    </message>
    <message>
        <source>NumPy, this iteration</source>
        <translation>NumPy, эта итерация</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>What the experiment is called.</source>
        <translation>Название эксперимента.</translation>
    </message>
    <message>
        <source>Decides everything random: data, start weights, shuffling, dropout. The same seed gives the same run.</source>
        <translation>Определяет всё случайное: данные, начальные веса, перемешивание, dropout. С тем же числом всё повторится в точности.</translation>
    </message>
    <message>
        <source>What the network learns.</source>
        <translation>Чему учится сеть.</translation>
    </message>
    <message>
        <source>How many samples are made, training and test together.</source>
        <translation>Сколько всего образцов создаётся, обучающих и тестовых вместе.</translation>
    </message>
    <message>
        <source>Standard deviation of the random shift of each point.</source>
        <translation>Стандартное отклонение случайного сдвига каждой точки.</translation>
    </message>
    <message>
        <source>How many times an arm of the spiral goes round.</source>
        <translation>Сколько оборотов делает рукав спирали.</translation>
    </message>
    <message>
        <source>The curve is sin(frequency · x).</source>
        <translation>Кривая — sin(частота · x).</translation>
    </message>
    <message>
        <source>The input values that the experiment file lists.</source>
        <translation>Входные значения, перечисленные в файле эксперимента.</translation>
    </message>
    <message>
        <source>The target values that the experiment file lists.</source>
        <translation>Целевые значения, перечисленные в файле эксперимента.</translation>
    </message>
    <message>
        <source>The part of the samples that is kept for testing and never trained on.</source>
        <translation>Доля образцов, отложенных для проверки: на них сеть не обучается.</translation>
    </message>
    <message>
        <source>Shift and scale each input to mean 0 and standard deviation 1.</source>
        <translation>Сдвинуть и масштабировать каждый вход: среднее 0, стандартное отклонение 1.</translation>
    </message>
    <message>
        <source>How many neurons the layer has.</source>
        <translation>Сколько нейронов в слое.</translation>
    </message>
    <message>
        <source>The function that makes a neuron&apos;s output from its sum z.</source>
        <translation>Функция, превращающая сумму z нейрона в его выход.</translation>
    </message>
    <message>
        <source>How the weights are drawn before training. Biases start at 0.</source>
        <translation>Как выбираются веса перед обучением. Смещения начинаются с 0.</translation>
    </message>
    <message>
        <source>Exact start weights from the experiment file.</source>
        <translation>Точные начальные веса из файла эксперимента.</translation>
    </message>
    <message>
        <source>Exact start biases from the experiment file.</source>
        <translation>Точные начальные смещения из файла эксперимента.</translation>
    </message>
    <message>
        <source>Add a bias b to each neuron&apos;s sum.</source>
        <translation>Прибавлять смещение b к сумме каждого нейрона.</translation>
    </message>
    <message>
        <source>Without it, the biases keep their start values.</source>
        <translation>Если выключено, смещения сохраняют начальные значения.</translation>
    </message>
    <message>
        <source>The share of the layer&apos;s neurons that is silenced at random in each iteration.</source>
        <translation>Доля нейронов слоя, случайно отключаемых на каждой итерации (разреживание).</translation>
    </message>
    <message>
        <source>Multiplies the start weights; 1 leaves them as they are.</source>
        <translation>Множитель начальных весов; 1 ничего не меняет.</translation>
    </message>
    <message>
        <source>The start value of every weight.</source>
        <translation>Начальное значение каждого веса.</translation>
    </message>
    <message>
        <source>The smallest start weight that may be drawn.</source>
        <translation>Наименьшее возможное начальное значение веса.</translation>
    </message>
    <message>
        <source>The largest start weight that may be drawn.</source>
        <translation>Наибольшее возможное начальное значение веса.</translation>
    </message>
    <message>
        <source>The standard deviation σ of the start weights.</source>
        <translation>Стандартное отклонение σ начальных весов.</translation>
    </message>
    <message>
        <source>What training makes small: how far the outputs are off.</source>
        <translation>То, что обучение уменьшает: насколько ошибаются выходы.</translation>
    </message>
    <message>
        <source>Whether the losses of a batch are averaged or added up.</source>
        <translation>Усредняются ли потери по пакету или складываются.</translation>
    </message>
    <message>
        <source>The rule that makes a step from the gradient.</source>
        <translation>Правило, по которому из градиента получается шаг.</translation>
    </message>
    <message>
        <source>The factor η before the gradient: how far each update goes.</source>
        <translation>Множитель η перед градиентом: как далеко идёт каждое обновление.</translation>
    </message>
    <message>
        <source>The part μ of the last step&apos;s velocity that is kept.</source>
        <translation>Какая часть μ скорости прошлого шага сохраняется.</translation>
    </message>
    <message>
        <source>Look ahead by the momentum; needs momentum and no dampening.</source>
        <translation>Заглянуть вперёд на величину импульса; нужны импульс и нулевое демпфирование.</translation>
    </message>
    <message>
        <source>Takes the factor 1 − τ of the gradient into the velocity.</source>
        <translation>В скорость входит градиент с множителем 1 − τ.</translation>
    </message>
    <message>
        <source>Pulls each parameter towards 0 by this factor.</source>
        <translation>С этим множителем каждый параметр притягивается к 0.</translation>
    </message>
    <message>
        <source>How much of the running averages of the gradient and of its square is kept.</source>
        <translation>Какая часть скользящих средних градиента и его квадрата сохраняется.</translation>
    </message>
    <message>
        <source>Added to the denominator so that nothing is divided by 0.</source>
        <translation>Прибавляется к знаменателю, чтобы не делить на 0.</translation>
    </message>
    <message>
        <source>Divide by the largest average of the square so far.</source>
        <translation>Делить на наибольшее до сих пор среднее квадрата.</translation>
    </message>
    <message>
        <source>How much of the running average of the square is kept.</source>
        <translation>Какая часть скользящего среднего квадрата сохраняется.</translation>
    </message>
    <message>
        <source>Divide by the gradient&apos;s deviation instead of its size.</source>
        <translation>Делить на отклонение градиента, а не на его величину.</translation>
    </message>
    <message>
        <source>Divides the learning rate by 1 + (t − 1) · decay.</source>
        <translation>Делит скорость обучения на 1 + (t − 1) · спад.</translation>
    </message>
    <message>
        <source>What the sum of squared gradients starts from.</source>
        <translation>С чего начинается сумма квадратов градиента.</translation>
    </message>
    <message>
        <source>Adds l1 · Σ|W| to the loss: drives weights to exactly 0.</source>
        <translation>Прибавляет к потерям l1 · Σ|W|: обращает веса в точный 0.</translation>
    </message>
    <message>
        <source>Adds l2/2 · ΣW² to the loss: keeps weights small.</source>
        <translation>Прибавляет к потерям l2/2 · ΣW²: не даёт весам расти.</translation>
    </message>
    <message>
        <source>How many samples make one update; 0 takes the whole training set.</source>
        <translation>Сколько образцов идёт на одно обновление; 0 — все обучающие данные.</translation>
    </message>
    <message>
        <source>Put the samples in a new order in each epoch.</source>
        <translation>Менять порядок образцов в каждой эпохе.</translation>
    </message>
    <message>
        <source>A gradient whose norm is larger is shortened to this norm; 0 switches it off.</source>
        <translation>Градиент с большей нормой укорачивается до этой; 0 — без отсечения.</translation>
    </message>
    <message>
        <source>Playing stops after this many epochs; 0 sets no end.</source>
        <translation>Показ остановится после стольких эпох; 0 — без конца.</translation>
    </message>
    <message>
        <source>Playing stops once the loss is this small; 0 sets no limit.</source>
        <translation>Показ остановится, когда потери станут такими малыми; 0 — без предела.</translation>
    </message>
    <message>
        <source>How the learning rate changes over the iterations.</source>
        <translation>Как скорость обучения меняется с итерациями.</translation>
    </message>
    <message>
        <source>The rate drops each time after this many iterations.</source>
        <translation>Через сколько итераций скорость каждый раз падает.</translation>
    </message>
    <message>
        <source>What the rate is multiplied by each time it drops.</source>
        <translation>На что каждый раз умножается скорость.</translation>
    </message>
    <message>
        <source>After this many iterations the cosine begins again.</source>
        <translation>Через сколько итераций косинус начинается заново.</translation>
    </message>
    <message>
        <source>The lowest rate, as a part of the learning rate.</source>
        <translation>Наименьшая скорость как доля скорости обучения.</translation>
    </message>
    <message>
        <source>The rate rises to its full value over this many iterations.</source>
        <translation>За сколько итераций скорость вырастает до полной.</translation>
    </message>
    <message>
        <source>How precisely the trainer computes.</source>
        <translation>С какой точностью ведутся вычисления.</translation>
    </message>
</context>
<context>
    <name>init</name>
    <message>
        <source>zeros</source>
        <translation>нули</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>константа</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>равномерное</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>нормальное</translation>
    </message>
    <message>
        <source>Xavier uniform</source>
        <translation>Ксавье, равн.</translation>
    </message>
    <message>
        <source>Xavier normal</source>
        <translation>Ксавье, норм.</translation>
    </message>
    <message>
        <source>He uniform</source>
        <translation>Хе, равн.</translation>
    </message>
    <message>
        <source>He normal</source>
        <translation>Хе, норм.</translation>
    </message>
    <message>
        <source>LeCun normal</source>
        <translation>Лекун, норм.</translation>
    </message>
    <message>
        <source>orthogonal</source>
        <translation>ортогонально</translation>
    </message>
</context>
<context>
    <name>landscape</name>
    <message>
        <source>no finite loss</source>
        <translation>конечных потерь нет</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечны</translation>
    </message>
    <message>
        <source>clipped at {value}</source>
        <translation>срез: {value}</translation>
    </message>
    <message>
        <source>{clipped} · not finite: {count}</source>
        <translation>{clipped} · не конечны: {count}</translation>
    </message>
    <message>
        <source>{clipped} · highest {value}</source>
        <translation>{clipped} · макс. {value}</translation>
    </message>
    <message>
        <source>start</source>
        <translation>начало</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>−∇L, downhill</source>
        <translation>−∇L, спуск</translation>
    </message>
    <message>
        <source>Δθ, the update</source>
        <translation>Δθ, обновление</translation>
    </message>
</context>
<context>
    <name>loss</name>
    <message>
        <source>mean squared error</source>
        <translation>среднеквадратичная ошибка</translation>
    </message>
    <message>
        <source>half squared error</source>
        <translation>половина квадрата ошибки</translation>
    </message>
    <message>
        <source>mean absolute error</source>
        <translation>средняя абсолютная ошибка</translation>
    </message>
    <message>
        <source>Huber</source>
        <translation>Хьюбер</translation>
    </message>
    <message>
        <source>binary cross-entropy</source>
        <translation>бинарная кросс-энтропия</translation>
    </message>
    <message>
        <source>cross-entropy</source>
        <translation>кросс-энтропия</translation>
    </message>
    <message>
        <source>hinge</source>
        <translation>кусочно-линейная (hinge)</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>среднее</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>сумма</translation>
    </message>
</context>
<context>
    <name>network</name>
    <message>
        <source>at most {count} neurons of a layer are shown</source>
        <translation>показано не больше {count} нейронов слоя</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>вес</translation>
    </message>
    <message>
        <source>{name}: not computed yet</source>
        <translation>{name}: ещё не вычислено</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>ещё {count}</translation>
    </message>
    <message>
        <source>sample {number} of {count}</source>
        <translation>образец {number} из {count}</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>потери {value}</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>входы</translation>
    </message>
    <message>
        <source>output</source>
        <translation>выход</translation>
    </message>
    <message>
        <source>hidden {number}</source>
        <translation>скрытый {number}</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>скрытый</translation>
    </message>
    <message>
        <source>Batch · the samples of this iteration</source>
        <translation>Пакет · образцы этой итерации</translation>
    </message>
    <message>
        <source>Forward · layer {layer}: weighted sums</source>
        <translation>Вперёд · слой {layer}: взвешенные суммы</translation>
    </message>
    <message>
        <source>Forward · layer {layer}: activation</source>
        <translation>Вперёд · слой {layer}: активация</translation>
    </message>
    <message>
        <source>Forward · layer {layer}: dropout</source>
        <translation>Вперёд · слой {layer}: dropout</translation>
    </message>
    <message>
        <source>Loss · output against target</source>
        <translation>Функция потерь · выход и цель</translation>
    </message>
    <message>
        <source>Backward · layer {below} → {layer}: dropout</source>
        <translation>Назад · слой {below} → {layer}: dropout</translation>
    </message>
    <message>
        <source>Backward · layer {below} → {layer}: error signal</source>
        <translation>Назад · слой {below} → {layer}: сигнал ошибки</translation>
    </message>
    <message>
        <source>Backward · layer {layer}: gradients</source>
        <translation>Назад · слой {layer}: градиенты</translation>
    </message>
    <message>
        <source>Backward · gradients clipped</source>
        <translation>Назад · отсечение градиента</translation>
    </message>
    <message>
        <source>Update · layer {layer}</source>
        <translation>Обновление · слой {layer}</translation>
    </message>
    <message>
        <source>Backward · loss → {layer}: error signal</source>
        <translation>Назад · потери → {layer}: сигнал ошибки</translation>
    </message>
    <message>
        <source>bias of {name}</source>
        <translation>смещение {name}</translation>
    </message>
    <message>
        <source>weight {source} → {name}</source>
        <translation>вес {source} → {name}</translation>
    </message>
</context>
<context>
    <name>optimizer</name>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Adagrad</source>
        <translation>Adagrad</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
</context>
<context>
    <name>phase</name>
    <message>
        <source>batch</source>
        <translation>пакет</translation>
    </message>
    <message>
        <source>weighted sums</source>
        <translation>взвешенные суммы</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>активации</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>разреживание (dropout)</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>функция потерь</translation>
    </message>
    <message>
        <source>back through dropout</source>
        <translation>назад через dropout</translation>
    </message>
    <message>
        <source>error signal</source>
        <translation>сигнал ошибки</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>градиенты</translation>
    </message>
    <message>
        <source>gradient clipping</source>
        <translation>отсечение градиента</translation>
    </message>
    <message>
        <source>update</source>
        <translation>обновление</translation>
    </message>
</context>
<context>
    <name>schedule</name>
    <message>
        <source>constant</source>
        <translation>постоянная</translation>
    </message>
    <message>
        <source>in steps</source>
        <translation>ступенями</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>экспонента</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>косинус</translation>
    </message>
    <message>
        <source>warm-up</source>
        <translation>разогрев</translation>
    </message>
</context>
<context>
    <name>setting</name>
    <message>
        <source>title</source>
        <translation>название</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>зерно (seed)</translation>
    </message>
    <message>
        <source>source</source>
        <translation>источник</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>образцы</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>шум</translation>
    </message>
    <message>
        <source>turns</source>
        <translation>обороты</translation>
    </message>
    <message>
        <source>frequency</source>
        <translation>частота</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>входы</translation>
    </message>
    <message>
        <source>targets</source>
        <translation>цели</translation>
    </message>
    <message>
        <source>test fraction</source>
        <translation>доля теста</translation>
    </message>
    <message>
        <source>standardize</source>
        <translation>нормировка</translation>
    </message>
    <message>
        <source>units</source>
        <translation>нейроны</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>активация</translation>
    </message>
    <message>
        <source>start</source>
        <translation>старт</translation>
    </message>
    <message>
        <source>given weights</source>
        <translation>заданные веса</translation>
    </message>
    <message>
        <source>given biases</source>
        <translation>заданные смещения</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>смещение</translation>
    </message>
    <message>
        <source>train the bias</source>
        <translation>обучать смещение</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>dropout</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>усиление</translation>
    </message>
    <message>
        <source>value</source>
        <translation>значение</translation>
    </message>
    <message>
        <source>lowest</source>
        <translation>наименьшее</translation>
    </message>
    <message>
        <source>highest</source>
        <translation>наибольшее</translation>
    </message>
    <message>
        <source>std. deviation</source>
        <translation>ст. отклонение</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>reduction</source>
        <translation>по пакету</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>оптимизатор</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>скорость обучения</translation>
    </message>
    <message>
        <source>momentum</source>
        <translation>импульс</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Нестеров</translation>
    </message>
    <message>
        <source>dampening</source>
        <translation>демпфирование</translation>
    </message>
    <message>
        <source>weight decay</source>
        <translation>затухание весов</translation>
    </message>
    <message>
        <source>β₁, β₂</source>
        <translation>β₁, β₂</translation>
    </message>
    <message>
        <source>epsilon</source>
        <translation>эпсилон</translation>
    </message>
    <message>
        <source>AMSGrad</source>
        <translation>AMSGrad</translation>
    </message>
    <message>
        <source>alpha</source>
        <translation>альфа</translation>
    </message>
    <message>
        <source>centered</source>
        <translation>центрировать</translation>
    </message>
    <message>
        <source>rate decay</source>
        <translation>спад скорости</translation>
    </message>
    <message>
        <source>initial sum</source>
        <translation>начальная сумма</translation>
    </message>
    <message>
        <source>L1</source>
        <translation>L1</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>размер пакета</translation>
    </message>
    <message>
        <source>shuffle</source>
        <translation>перемешивать</translation>
    </message>
    <message>
        <source>clip norm</source>
        <translation>предел нормы</translation>
    </message>
    <message>
        <source>stop at epoch</source>
        <translation>стоп на эпохе</translation>
    </message>
    <message>
        <source>stop at loss</source>
        <translation>стоп при потерях</translation>
    </message>
    <message>
        <source>rate schedule</source>
        <translation>график скорости</translation>
    </message>
    <message>
        <source>every</source>
        <translation>период</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>множитель</translation>
    </message>
    <message>
        <source>cycle</source>
        <translation>цикл</translation>
    </message>
    <message>
        <source>lowest part</source>
        <translation>наименьшая доля</translation>
    </message>
    <message>
        <source>warm-up</source>
        <translation>разогрев</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>числа</translation>
    </message>
</context>
<context>
    <name>source</name>
    <message>
        <source>XOR</source>
        <translation>XOR</translation>
    </message>
    <message>
        <source>circle</source>
        <translation>круг</translation>
    </message>
    <message>
        <source>two clouds</source>
        <translation>два облака</translation>
    </message>
    <message>
        <source>spiral</source>
        <translation>спираль</translation>
    </message>
    <message>
        <source>moons</source>
        <translation>полумесяцы</translation>
    </message>
    <message>
        <source>sine curve</source>
        <translation>синусоида</translation>
    </message>
    <message>
        <source>test scores</source>
        <translation>оценки за тест</translation>
    </message>
    <message>
        <source>inline table</source>
        <translation>таблица в файле</translation>
    </message>
</context>
<context>
    <name>views</name>
    <message>
        <source>Network</source>
        <translation>Сеть</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнение</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>Объяснение</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>Градиенты</translation>
    </message>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Гонка</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Предсказание</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Потери</translation>
    </message>
</context>
<context>
    <name>zero</name>
    <message>
        <source>all</source>
        <translation>все</translation>
    </message>
    <message>
        <source>off</source>
        <translation>выкл.</translation>
    </message>
    <message>
        <source>no end</source>
        <translation>без конца</translation>
    </message>
</context>
</TS>
