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
        <translation>П&amp;редыдущая итерация</translation>
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
        <source>Check the &amp;gradient</source>
        <translation>Проверить &amp;градиент</translation>
    </message>
    <message>
        <source>Book&amp;mark this step</source>
        <translation>&amp;Закладка на этом шаге</translation>
    </message>
    <message>
        <source>&amp;Breakpoints…</source>
        <translation>&amp;Точки останова…</translation>
    </message>
    <message>
        <source>Show or hide what to &amp;watch</source>
        <translation>Показать или скрыть «&amp;На что смотреть»</translation>
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
    <name>AnimationPage</name>
    <message>
        <source>The experiment&apos;s title above</source>
        <translation>Название эксперимента сверху</translation>
    </message>
    <message>
        <source>The step below</source>
        <translation>Шаг снизу</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Рисунок</translation>
    </message>
    <message>
        <source>One picture for each</source>
        <translation>Один кадр на</translation>
    </message>
    <message>
        <source>From iteration</source>
        <translation>С итерации</translation>
    </message>
    <message>
        <source>To iteration</source>
        <translation>По итерацию</translation>
    </message>
    <message>
        <source>Seconds for each</source>
        <translation>Секунд на кадр</translation>
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
        <source>With</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>{count} pictures, {seconds} s</source>
        <translation>кадров: {count}, {seconds} с</translation>
    </message>
    <message>
        <source>Animation</source>
        <translation>Анимация</translation>
    </message>
    <message>
        <source>GIF animation (*.gif)</source>
        <translation>Анимация GIF (*.gif)</translation>
    </message>
    <message>
        <source>MP4 film (*.mp4)</source>
        <translation>Видео MP4 (*.mp4)</translation>
    </message>
</context>
<context>
    <name>BreakpointsDialog</name>
    <message>
        <source>Breakpoints</source>
        <translation>Точки останова</translation>
    </message>
    <message>
        <source>Playing stops where one of these fires. NaN and infinity always stop it. A right click on the strip at the bottom sets one too, or runs to a place.</source>
        <translation>Показ останавливается там, где срабатывает одна из них; на NaN и бесконечности — всегда. Правый щелчок по полосе внизу тоже ставит точку или ведёт показ до выбранного места.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>No breakpoint yet.</source>
        <translation>Точек останова пока нет.</translation>
    </message>
    <message>
        <source>Remove this breakpoint</source>
        <translation>Убрать эту точку останова</translation>
    </message>
    <message>
        <source>any</source>
        <translation>любой</translation>
    </message>
</context>
<context>
    <name>CausesPlot</name>
    <message>
        <source>Why the signal fades or grows</source>
        <translation>Что меняет сигнал</translation>
    </message>
    <message>
        <source>layer (signal from the right)</source>
        <translation>слой (сигнал идёт справа)</translation>
    </message>
    <message>
        <source>‖δ‖ (log)</source>
        <translation>‖δ‖ (лог.)</translation>
    </message>
    <message>
        <source>all</source>
        <translation>все</translation>
    </message>
    <message>
        <source>not finite in layers {layers}</source>
        <translation>не конечен в слоях {layers}</translation>
    </message>
    <message>
        <source>beyond the axis: {layers}</source>
        <translation>вне оси: {layers}</translation>
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
        <source>nothing of the signal passes the weights of layer {layer}</source>
        <translation>сигнал не проходит через веса слоя {layer}</translation>
    </message>
    <message>
        <source>nothing of the signal passes layer {layer}: its slopes are 0</source>
        <translation>сигнал не проходит через слой {layer}: производные равны 0</translation>
    </message>
    <message>
        <source>{first} is {ratio} of {last}: slopes {slopes} × weights {weights}</source>
        <translation>{first} — это {ratio} от {last}: производные {slopes} × веса {weights}</translation>
    </message>
    <message>
        <source>{first} is {ratio} times {last}: slopes {slopes} × weights {weights}</source>
        <translation>{first} — это {ratio} × {last}: производные {slopes} × веса {weights}</translation>
    </message>
    <message>
        <source>× dropout {dropout}</source>
        <translation>× маска dropout {dropout}</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>все слои</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
    </message>
    <message>
        <source>weights × {factor}</source>
        <translation>веса × {factor}</translation>
    </message>
    <message>
        <source>dropout × {factor}</source>
        <translation>маска dropout × {factor}</translation>
    </message>
    <message>
        <source>slopes × {factor}</source>
        <translation>производные × {factor}</translation>
    </message>
    <message>
        <source>together × {factor}</source>
        <translation>вместе × {factor}</translation>
    </message>
</context>
<context>
    <name>Code</name>
    <message>
        <source>not computed yet in this iteration</source>
        <translation>на этой итерации ещё не вычислено</translation>
    </message>
    <message>
        <source>{n} of {all} are not finite</source>
        <translation>не конечны: {n} из {all}</translation>
    </message>
    <message>
        <source>min {low}, max {high}, mean {mean}</source>
        <translation>мин. {low}, макс. {high}, среднее {mean}</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Program for</source>
        <translation>Программа для</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Итерации</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Python program (*.py)</source>
        <translation>Программа на Python (*.py)</translation>
    </message>
</context>
<context>
    <name>CodeView</name>
    <message>
        <source>Copy line</source>
        <translation>Копировать строку</translation>
    </message>
    <message>
        <source>Copy the whole program</source>
        <translation>Копировать всю программу</translation>
    </message>
    <message>
        <source>Save as a Python file…</source>
        <translation>Сохранить как файл Python…</translation>
    </message>
    <message>
        <source>Run to this line</source>
        <translation>Выполнить до этой строки</translation>
    </message>
    <message>
        <source>Python program with {library} (*.py)</source>
        <translation>Программа на Python с {library} (*.py)</translation>
    </message>
    <message>
        <source>Save the program as a Python file</source>
        <translation>Сохранить программу как файл Python</translation>
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
        <source>this run: {name}</source>
        <translation>этот запуск: {name}</translation>
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
    <name>ControlRow</name>
    <message>
        <source>computing, {share}</source>
        <translation>расчёт, {share}</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность</translation>
    </message>
    <message>
        <source>computing the surface, {share}</source>
        <translation>расчёт поверхности, {share}</translation>
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
        <source>Causes</source>
        <translation>Причины</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Обновления</translation>
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
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>NumPy, runs on its own</source>
        <translation>NumPy, запускается отдельно</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Сохранить…</translation>
    </message>
    <message>
        <source>Save the program as a Python file</source>
        <translation>Сохранить программу как файл Python</translation>
    </message>
    <message>
        <source>Gradient check</source>
        <translation>Проверка градиента</translation>
    </message>
    <message>
        <source>checking the gradient, {share}</source>
        <translation>проверка градиента, {share}</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Compare the gradient with numerical differences (Ctrl+G)</source>
        <translation>Сравнить градиент с конечными разностями (Ctrl+G)</translation>
    </message>
    <message>
        <source>Check at every iteration that is shown</source>
        <translation>Проверять на каждой показанной итерации</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>Прекратить проверку</translation>
    </message>
    <message>
        <source>Predict, then reveal</source>
        <translation>Предскажите ответ</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Подсказка</translation>
    </message>
    <message>
        <source>Put the numbers into the formula</source>
        <translation>Подставить числа в формулу</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>Take the step and show the arithmetic</source>
        <translation>Сделать шаг и показать вычисление</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Ещё вопрос</translation>
    </message>
    <message>
        <source>Ask for the next number</source>
        <translation>Спросить о следующем числе</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Исправить</translation>
    </message>
    <message>
        <source>Take the mistake out and start again</source>
        <translation>Убрать ошибку и начать заново</translation>
    </message>
    <message>
        <source>Spot the bug</source>
        <translation>Найдите ошибку</translation>
    </message>
    <message>
        <source>Put in one of them without saying which</source>
        <translation>Внести одну из них, не говоря какую</translation>
    </message>
    <message>
        <source>No mistake changes anything in this network</source>
        <translation>Ни одна ошибка ничего не меняет в этой сети</translation>
    </message>
    <message>
        <source>Say which mistake it is</source>
        <translation>Показать, какая это ошибка</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>Предыдущий образец</translation>
    </message>
    <message>
        <source>Look at the sample itself</source>
        <translation>Посмотреть сам образец</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>Следующий образец</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Смещение</translation>
    </message>
    <message>
        <source>Look at the bias of this neuron</source>
        <translation>Посмотреть смещение этого нейрона</translation>
    </message>
    <message>
        <source>Whole batch</source>
        <translation>Весь пакет</translation>
    </message>
    <message>
        <source>Sum over the whole batch, or this sample only</source>
        <translation>Сумма по всему пакету или только этот образец</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Пути</translation>
    </message>
    <message>
        <source>List the paths to the loss and light them up</source>
        <translation>Перечислить пути к потерям и подсветить их</translation>
    </message>
    <message>
        <source>Copy, digits</source>
        <translation>Копирование, число цифр</translation>
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
    <name>DataPage</name>
    <message>
        <source>Curves of the run</source>
        <translation>Кривые запуска</translation>
    </message>
    <message>
        <source>Arrays of the step on screen</source>
        <translation>Массивы шага на экране</translation>
    </message>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность потерь</translation>
    </message>
    <message>
        <source>Losses, accuracies and what is measured layer by layer, by iteration, as far as the run was computed.</source>
        <translation>Потери, точность и всё, что измеряется по слоям, на каждой вычисленной итерации запуска.</translation>
    </message>
    <message>
        <source>Samples, weights, activations, error signals and gradients: all that is known at this micro-step of its iteration.</source>
        <translation>Образцы, веса, активации, сигналы ошибки и градиенты: всё, что на этом микрошаге итерации уже известно.</translation>
    </message>
    <message>
        <source>The loss at the points of the map, and the path of training with its distance from the plane.</source>
        <translation>Потери в точках карты и путь обучения с его расстоянием до плоскости.</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Числа</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>Table for a spreadsheet (*.csv)</source>
        <translation>Таблица для Excel и других (*.csv)</translation>
    </message>
    <message>
        <source>Arrays for NumPy (*.npz)</source>
        <translation>Массивы для NumPy (*.npz)</translation>
    </message>
</context>
<context>
    <name>Diagnosis</name>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>No gradient is known yet.</source>
        <translation>Градиент ещё не вычислен.</translation>
    </message>
    <message>
        <source>Last layer ÷ first layer: ‖∂L/∂W‖ {gradient}, ‖δ‖ {delta}</source>
        <translation>Последний слой ÷ первый: ‖∂L/∂W‖ {gradient}, ‖δ‖ {delta}</translation>
    </message>
    <message>
        <source>Saturated: {ends}</source>
        <translation>Насыщение: {ends}</translation>
    </message>
    <message>
        <source>Dead units: counted at iteration {i}</source>
        <translation>Мёртвые нейроны: подсчёт на итерации {i}</translation>
    </message>
    <message>
        <source>With more width: {columns}</source>
        <translation>При большей ширине: {columns}</translation>
    </message>
    <message>
        <source>iteration {i}</source>
        <translation>итерация {i}</translation>
    </message>
    <message>
        <source>gray: iteration {i}, not computed yet in this one</source>
        <translation>серым — итерация {i}: на этой ещё не вычислено</translation>
    </message>
</context>
<context>
    <name>DiagnosisColumns</name>
    <message>
        <source>norm</source>
        <translation>норма</translation>
    </message>
    <message>
        <source>RMS</source>
        <translation>СКЗ</translation>
    </message>
    <message>
        <source>The root mean square of ∂L/∂W: the norm divided by the root of the number of weights, so that layers of different sizes can be compared.</source>
        <translation>Среднеквадратичное значение ∂L/∂W: норма, делённая на корень из числа весов; позволяет сравнивать слои разной величины.</translation>
    </message>
    <message>
        <source>‖∂L/∂b‖: the norm of the gradient of the biases, the sum of δ over the samples.</source>
        <translation>‖∂L/∂b‖: норма градиента смещений, то есть суммы δ по образцам.</translation>
    </message>
    <message>
        <source>The root mean square of ∂L/∂b: the norm divided by the root of the number of biases.</source>
        <translation>Среднеквадратичное значение ∂L/∂b: норма, делённая на корень из числа смещений.</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖: the square root of the sum of the squares of the weights&apos; gradients, penalty included. ▼ below a thousandth of the last layer&apos;s; ▲ above 1000, or above 1 and 1000 times the last layer&apos;s. Trends over layers: Glorot &amp; Bengio 2010; explosion: Pascanu et al. 2013.</source>
        <translation>‖∂L/∂W‖: корень из суммы квадратов градиентов весов вместе со штрафом. ▼ — меньше тысячной доли нормы последнего слоя; ▲ — больше 1000 либо больше 1 и при этом в 1000 раз больше, чем у последнего слоя. Изменение от слоя к слою: Glorot, Bengio, 2010; взрыв: Pascanu и др., 2013.</translation>
    </message>
    <message>
        <source>‖δ‖ = ‖∂L/∂z‖: the norm of the error signal over the neurons and the batch. Marked by the rules of ‖∂L/∂W‖; it shows what those hide when the samples&apos; gradients cancel. How it fades over layers: Hochreiter 1991; Glorot &amp; Bengio 2010.</source>
        <translation>‖δ‖ = ‖∂L/∂z‖: норма сигнала ошибки по нейронам и пакету. Отмечается по тем же правилам, что ‖∂L/∂W‖, и показывает то, чего не видно по ней, когда градиенты образцов взаимно сокращаются. Затухание от слоя к слою: Hochreiter, 1991; Glorot, Bengio, 2010.</translation>
    </message>
    <message>
        <source>The root mean square of δ over the neurons and the batch.</source>
        <translation>Среднеквадратичное значение δ по нейронам и пакету.</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>среднее</translation>
    </message>
    <message>
        <source>The mean of the activations over the neurons and the batch, before dropout. Far from 0 it biases the sums of the next layer (LeCun et al. 1998).</source>
        <translation>Среднее активаций по нейронам и пакету, до dropout. Если оно далеко от 0, оно сдвигает суммы следующего слоя (LeCun и др., 1998).</translation>
    </message>
    <message>
        <source>std. dev.</source>
        <translation>ст. откл.</translation>
    </message>
    <message>
        <source>The standard deviation of the activations over the neurons and the batch, before dropout. It should stay alike from layer to layer (Glorot &amp; Bengio 2010; He et al. 2015).</source>
        <translation>Стандартное отклонение активаций по нейронам и пакету, до dropout. От слоя к слою оно должно оставаться примерно одинаковым (Glorot, Bengio, 2010; Хе и др., 2015).</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>насыщение</translation>
    </message>
    <message>
        <source>The share of activations in a flat end of the function, where the slope stays below 5 % of its largest value (after Glorot &amp; Bengio 2010). Here that is:</source>
        <translation>Доля активаций на плоском конце функции, где производная меньше 5 % от наибольшей (по Glorot, Bengio, 2010). Здесь это:</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>мёртвые</translation>
    </message>
    <message>
        <source>Neurons of the ReLU family that are 0 for every sample of the whole training set, of all in the layer: no gradient comes back to their weights (CS231n, Neural Networks Part 1).</source>
        <translation>Сколько нейронов семейства ReLU, из всех в слое, равны 0 на любом образце всех обучающих данных: к их весам градиент не приходит (CS231n, Neural Networks Part 1).</translation>
    </message>
    <message>
        <source>update</source>
        <translation>обновление</translation>
    </message>
    <message>
        <source>How much the update changes the weights, measured by their size: about 0.001 is a good rule of thumb, shown as a line (CS231n, Neural Networks Part 3). Marked where it is a hundred times smaller or larger. “–” where W was 0.</source>
        <translation>Насколько обновление меняет веса по сравнению с их величиной: хороший ориентир — около 0.001, он показан линией (CS231n, Neural Networks Part 3). Отмечается, если оно в сто раз меньше или больше. «–», если W = 0.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>нигде</translation>
    </message>
    <message>
        <source>How many times larger the norm of the last layer is than this one&apos;s: the ratio last/first is the value of layer 1. ▼ above 1000, ▲ below a thousandth where the layer&apos;s norm is above 1: the rules of vanishing and exploding gradients (a trend over layers: Glorot &amp; Bengio 2010; the bound 1: Pascanu et al. 2013).</source>
        <translation>Во сколько раз норма последнего слоя больше нормы этого; отношение последнего слоя к первому — значение слоя 1. ▼ — больше 1000, ▲ — меньше тысячной, если норма слоя больше 1: правила затухающего и взрывающегося градиента (изменение от слоя к слою: Glorot, Bengio, 2010; граница 1: Pascanu и др., 2013).</translation>
    </message>
    <message>
        <source>last/first</source>
        <translation>посл./первый</translation>
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
    <name>EffectsPlot</name>
    <message>
        <source>Why did the loss go up?</source>
        <translation>Почему выросли потери?</translation>
    </message>
    <message>
        <source>Promised and actual change of the loss</source>
        <translation>Обещанное и действительное изменение потерь</translation>
    </message>
    <message>
        <source>change of the loss (symmetric log)</source>
        <translation>изменение потерь (симм. лог.)</translation>
    </message>
    <message>
        <source>change of the loss</source>
        <translation>изменение потерь</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>promised: gᵀΔ</source>
        <translation>обещано: gᵀΔ</translation>
    </message>
    <message>
        <source>happened</source>
        <translation>вышло</translation>
    </message>
    <message>
        <source>one update in {count}</source>
        <translation>показано 1 из {count}</translation>
    </message>
    <message>
        <source>◆ {count} of {all} rose against the promise</source>
        <translation>◆ рост вопреки обещанию: {count} из {all}</translation>
    </message>
    <message>
        <source>◆ {count} of {all} rose</source>
        <translation>◆ рост: {count} из {all}</translation>
    </message>
    <message>
        <source>now is beyond the held axis</source>
        <translation>сейчас вне закреплённой оси</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны NaN и ∞: {count}</translation>
    </message>
    <message>
        <source>iteration {iteration}
promised {promised}
happened {done}</source>
        <translation>итерация {iteration}
обещано {promised}
вышло {done}</translation>
    </message>
    <message>
        <source>◆ rose against the promise</source>
        <translation>◆ рост вопреки обещанию</translation>
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
        <source>Copy, numbers</source>
        <translation>Копирование, запись чисел</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>Предыдущий образец</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>Следующий образец</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Whole window</source>
        <translation>Всё окно</translation>
    </message>
    <message>
        <source>Micro-step</source>
        <translation>микрошаг</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>проход</translation>
    </message>
    <message>
        <source>Iteration</source>
        <translation>итерацию</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>эпоху</translation>
    </message>
    <message>
        <source>The run is computed on to iteration {last}, and that is kept on the timeline.</source>
        <translation>Запуск будет досчитан до итерации {last}; эти шаги останутся на шкале.</translation>
    </message>
    <message>
        <source>Bookmark ({count})</source>
        <translation>закладку ({count})</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Экспорт</translation>
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
        <source>Saved {name} in {folder}</source>
        <translation>Сохранено: {name} (папка {folder})</translation>
    </message>
    <message>
        <source>“{name}” is there already. Replace it?</source>
        <translation>Файл «{name}» уже есть. Заменить его?</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Для печати</translation>
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
    <name>GradCheck</name>
    <message>
        <source>the {n} worst of {all} layers</source>
        <translation>худшие слои: {n} из {all}</translation>
    </message>
    <message>
        <source>backward pass</source>
        <translation>формула</translation>
    </message>
    <message>
        <source>numerical</source>
        <translation>численно</translation>
    </message>
    <message>
        <source>relative error</source>
        <translation>разница</translation>
    </message>
    <message>
        <source>accepted ≤ {bound}</source>
        <translation>допустимо ≤ {bound}</translation>
    </message>
    <message>
        <source>Nothing could be compared.</source>
        <translation>Сравнить ничего не удалось.</translation>
    </message>
    <message>
        <source>The gradient is right: the worst error is {error}.</source>
        <translation>Градиент верен: разница ≤ {error}.</translation>
    </message>
    <message>
        <source>The gradient is not finite; on the way back since layer {n}.</source>
        <translation>Градиент не конечен: от слоя {n} назад.</translation>
    </message>
    <message>
        <source>The gradient is wrong; on the way back since layer {n}.</source>
        <translation>Градиент неверен: от слоя {n} назад.</translation>
    </message>
    <message>
        <source>iteration {i}</source>
        <translation>итерация {i}</translation>
    </message>
    <message>
        <source>central differences, h = {h}</source>
        <translation>центр. разности, h = {h}</translation>
    </message>
    <message>
        <source>{n} of {all} parameters</source>
        <translation>{n}/{all} параметров</translation>
    </message>
    <message>
        <source>at kinks: {n}</source>
        <translation>на изломах: {n}</translation>
    </message>
    <message>
        <source>too small to tell: {n}</source>
        <translation>слишком малы: {n}</translation>
    </message>
    <message>
        <source>in float64</source>
        <translation>во float64</translation>
    </message>
    <message>
        <source>too small to tell</source>
        <translation>слишком мало, чтобы судить</translation>
    </message>
    <message>
        <source>on kinks</source>
        <translation>на изломах</translation>
    </message>
    <message>
        <source>{mark} worst {name}: {error}</source>
        <translation>{mark} худший {name}: {error}</translation>
    </message>
    <message>
        <source>{analytic} against {numeric}</source>
        <translation>{analytic} и {numeric}</translation>
    </message>
    <message>
        <source>{name}: not compared</source>
        <translation>{name}: не сравнивалось</translation>
    </message>
    <message>
        <source>{name}
backward pass: {analytic}
numerical: {numeric}
error: {error}</source>
        <translation>{name}
формула (обратный проход): {analytic}
численно: {numeric}
погрешность: {error}</translation>
    </message>
</context>
<context>
    <name>GradcheckView</name>
    <message>
        <source>Not checked at this iteration yet: press “Check” or Ctrl+G.</source>
        <translation>Ещё не проверено: «Проверить» или Ctrl+G.</translation>
    </message>
</context>
<context>
    <name>GuessView</name>
    <message>
        <source>Type a number, such as 0.25 or -1e-3.</source>
        <translation>Введите число, например 0.25 или -1e-3.</translation>
    </message>
    <message>
        <source>your guess</source>
        <translation>ваш ответ</translation>
    </message>
    <message>
        <source>Type a number; Return reveals</source>
        <translation>Введите число; клавиша ввода покажет ответ</translation>
    </message>
    <message>
        <source>A click is a vote, the right button takes it back</source>
        <translation>Щелчок — голос, правая кнопка отменяет его</translation>
    </message>
    <message>
        <source>The next step brings no number to predict: step on.</source>
        <translation>На следующем шаге предсказывать нечего: шагните дальше.</translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation>Что будет дальше?</translation>
    </message>
    <message>
        <source>What will this be for {name}?</source>
        <translation>Чему это будет равно для {name}?</translation>
    </message>
    <message>
        <source>What will this be?</source>
        <translation>Чему это будет равно?</translation>
    </message>
    <message>
        <source>Right: {guess} agrees with {value}.</source>
        <translation>Верно: {guess} согласуется с {value}.</translation>
    </message>
    <message>
        <source>Not quite: {guess}; it is {value}.</source>
        <translation>Не совсем: у вас {guess}, а верно {value}.</translation>
    </message>
    <message>
        <source>Right votes: {right} of {all}.</source>
        <translation>Верных голосов: {right} из {all}.</translation>
    </message>
    <message>
        <source>{letter} comes of the mistake “{name}”.</source>
        <translation>{letter} получается при ошибке «{name}».</translation>
    </message>
</context>
<context>
    <name>LayerBarsPlot</name>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>{ratio}: rule of thumb</source>
        <translation>{ratio}: ориентир</translation>
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
        <source>{mark} not finite: {layers}</source>
        <translation>{mark} не конечно: {layers}</translation>
    </message>
    <message>
        <source>{mark} too large: {layers}</source>
        <translation>{mark} слишком велико: {layers}</translation>
    </message>
    <message>
        <source>{mark} too small: {layers}</source>
        <translation>{mark} слишком мало: {layers}</translation>
    </message>
    <message>
        <source>{mark} too many: {layers}</source>
        <translation>{mark} слишком много: {layers}</translation>
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
        <source>last/first: {value}</source>
        <translation>посл./первый: {value}</translation>
    </message>
    <message>
        <source>beyond the held axis: {layers}</source>
        <translation>вне закреплённой оси: {layers}</translation>
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
        <source>layer {layer}</source>
        <translation>слой {layer}</translation>
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
        <translation>не конечно</translation>
    </message>
</context>
<context>
    <name>LayerHeatPlot</name>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>mean of {count} iterations</source>
        <translation>среднее по итерациям: {count}</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечно</translation>
    </message>
    <message>
        <source>not finite in layers {layers}</source>
        <translation>не конечно в слоях {layers}</translation>
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
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>нет значения</translation>
    </message>
    <message>
        <source>iteration {iteration}
layer {layer}: {value}</source>
        <translation>итерация {iteration}
слой {layer}: {value}</translation>
    </message>
</context>
<context>
    <name>LayerHistoryPlot</name>
    <message>
        <source>Over time</source>
        <translation>История</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>last/first</source>
        <translation>посл./первый</translation>
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
        <translation>не показаны NaN и ∞: {count}</translation>
    </message>
    <message>
        <source>zeros not shown on a log axis: {count}</source>
        <translation>нули вне лог. оси: {count}</translation>
    </message>
    <message>
        <source>iteration {iteration}
layer {layer}: {value}</source>
        <translation>итерация {iteration}
слой {layer}: {value}</translation>
    </message>
</context>
<context>
    <name>LayerPlot</name>
    <message>
        <source>{quantity} (log)</source>
        <translation>{quantity} (лог.)</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
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
    <message>
        <source>Gradient by layer</source>
        <translation>Градиент по слоям</translation>
    </message>
    <message>
        <source>Error signal by layer</source>
        <translation>Сигнал ошибки по слоям</translation>
    </message>
    <message>
        <source>Activations by layer</source>
        <translation>Активации по слоям</translation>
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
        <source>Loss</source>
        <translation>Потери</translation>
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
        <source>test</source>
        <translation>тест</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны NaN и ∞: {count}</translation>
    </message>
    <message>
        <source>, test {loss}</source>
        <translation>, тест {loss}</translation>
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
        <translation>не показаны NaN и ∞: {count}</translation>
    </message>
    <message>
        <source>zeros not shown on a log axis: {count}</source>
        <translation>нули вне лог. оси: {count}</translation>
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
    <name>Mistakes</name>
    <message>
        <source>It needs {what}.</source>
        <translation>Нужно: {what}.</translation>
    </message>
    <message>
        <source>A gradient check finds it.</source>
        <translation>Проверка градиента её находит.</translation>
    </message>
    <message>
        <source>A gradient check finds it from iteration {n} on.</source>
        <translation>Проверка градиента находит её с итерации {n}.</translation>
    </message>
    <message>
        <source>A gradient check cannot find it. {why}</source>
        <translation>Проверка градиента её не найдёт. {why}</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Что неверно</translation>
    </message>
    <message>
        <source>What one sees</source>
        <translation>Что видно</translation>
    </message>
    <message>
        <source>Ctrl+G</source>
        <translation>Проверка (Ctrl+G)</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
</context>
<context>
    <name>MistakesView</name>
    <message>
        <source>One of these mistakes is in the network now. Step, look at the formulas, the code and the curves; Ctrl+G checks the gradient. A click is a vote, the right button takes it back. Votes so far: {n}.</source>
        <translation>Сейчас в сети одна из этих ошибок. Шагайте, смотрите на формулы, код и кривые; Ctrl+G проверяет градиент. Щелчок — голос, правая кнопка отменяет его. Голосов: {n}.</translation>
    </message>
    <message>
        <source>It is “{name}”. Right votes: {right} of {all}.</source>
        <translation>Это «{name}». Верных голосов: {right} из {all}.</translation>
    </message>
    <message>
        <source>Broken on purpose: {name}.</source>
        <translation>Намеренная ошибка: {name}.</translation>
    </message>
    <message>
        <source>The network computes as it should. A double click on a mistake puts it in and starts again; everything then shows the broken computation.</source>
        <translation>Сеть считает верно. Двойной щелчок по ошибке вносит её и начинает обучение заново; тогда неверное вычисление видно во всём.</translation>
    </message>
    <message>
        <source>Not in this network.</source>
        <translation>К этой сети не подходит.</translation>
    </message>
    <message>
        <source>Spot the bug</source>
        <translation>Найдите ошибку</translation>
    </message>
    <message>
        <source>Break it on purpose</source>
        <translation>Намеренные ошибки</translation>
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
    <message>
        <source>Click: what the network is tinted by</source>
        <translation>Щелчок — что показывает окраска сети</translation>
    </message>
    <message>
        <source>tint ▾</source>
        <translation>окраска ▾</translation>
    </message>
</context>
<context>
    <name>NumberMenu</name>
    <message>
        <source>&amp;Numbers</source>
        <translation>&amp;Числа</translation>
    </message>
    <message>
        <source>{count} digits</source>
        <translation>Цифр: {count}</translation>
    </message>
    <message>
        <source>Decimal comma</source>
        <translation>Десятичная запятая</translation>
    </message>
    <message>
        <source>Small fractions instead of decimals</source>
        <translation>Простые дроби вместо десятичных</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Копировать как LaTeX</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Копировать как текст</translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation>Копировать как рисунок</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>… {n} lines: functions, data, start values</source>
        <translation>… строк: {n} (функции, данные, начальные значения)</translation>
    </message>
    <message>
        <source>Do not stop here any more</source>
        <translation>Больше здесь не останавливаться</translation>
    </message>
    <message>
        <source>Stop here when playing</source>
        <translation>Останавливать здесь показ</translation>
    </message>
</context>
<context>
    <name>PicturePage</name>
    <message>
        <source>As usual</source>
        <translation>Как обычно</translation>
    </message>
    <message>
        <source>At least {n} points</source>
        <translation>Не меньше {n} пт</translation>
    </message>
    <message>
        <source>Outlines: looks the same everywhere</source>
        <translation>Контуры: везде выглядит одинаково</translation>
    </message>
    <message>
        <source>Letters: can be edited and searched</source>
        <translation>Буквы: можно править и искать</translation>
    </message>
    <message>
        <source>The experiment&apos;s title above</source>
        <translation>Название эксперимента сверху</translation>
    </message>
    <message>
        <source>The step below</source>
        <translation>Шаг снизу</translation>
    </message>
    <message>
        <source>Its origin below</source>
        <translation>Источник снизу</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>Прозрачный фон</translation>
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
        <source>Scale</source>
        <translation>Кратность</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Type on a slide</source>
        <translation>Шрифт на слайде</translation>
    </message>
    <message>
        <source>Text in SVG</source>
        <translation>Текст в SVG</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>Рисунок PNG (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>Рисунок SVG (*.svg)</translation>
    </message>
    <message>
        <source>PDF page (*.pdf)</source>
        <translation>Страница PDF (*.pdf)</translation>
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
        <source>computing the race, {share}</source>
        <translation>расчёт гонки, {share}</translation>
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
        <source>started at iteration {i} of the run</source>
        <translation>старт на итерации обучения {i}</translation>
    </message>
    <message>
        <source>samples {m} of {n}</source>
        <translation>образцы: {m} из {n}</translation>
    </message>
    <message>
        <source>dropout off</source>
        <translation>без dropout</translation>
    </message>
    <message>
        <source>Stopped: ↺ races again</source>
        <translation>Остановлено: ↺ — новая гонка</translation>
    </message>
    <message>
        <source>The race starts here now</source>
        <translation>Теперь гонка начинается отсюда</translation>
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
    <name>RatioPlot</name>
    <message>
        <source>Update-to-weight ratio</source>
        <translation>Обновление / веса</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>итерация</translation>
    </message>
    <message>
        <source>‖ΔW‖/‖W‖ (log)</source>
        <translation>‖ΔW‖/‖W‖ (лог.)</translation>
    </message>
    <message>
        <source>{ratio}: rule of thumb</source>
        <translation>{ratio}: ориентир</translation>
    </message>
    <message>
        <source>{layer}: {value}</source>
        <translation>{layer}:&#xa0;{value}</translation>
    </message>
    <message>
        <source>right: layer and value</source>
        <translation>справа: слой и значение</translation>
    </message>
    <message>
        <source>now is beyond the held axis</source>
        <translation>сейчас вне закреплённой оси</translation>
    </message>
    <message>
        <source>non-finite values not shown: {count}</source>
        <translation>не показаны NaN и ∞: {count}</translation>
    </message>
    <message>
        <source>zeros not shown on a log axis: {count}</source>
        <translation>нули вне лог. оси: {count}</translation>
    </message>
    <message>
        <source>Rule of thumb: about 10⁻³ is healthy; far less hints at a
learning rate that is too low, far more at one too high
(Karpathy, CS231n, Neural Networks Part 3)</source>
        <translation>Ориентир: около 10⁻³ — всё в норме; намного меньше —
скорость обучения, видимо, мала, намного больше — велика
(Karpathy, CS231n, Neural Networks Part 3)</translation>
    </message>
    <message>
        <source>iteration {iteration}
layer {layer}: ‖ΔW‖/‖W‖ = {value}</source>
        <translation>итерация {iteration}
слой {layer}: ‖ΔW‖/‖W‖ = {value}</translation>
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
        <translation>не показаны NaN и ∞: {count}</translation>
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
    <name>SharedSurface</name>
    <message>
        <source>Loss surface</source>
        <translation>Поверхность потерь</translation>
    </message>
    <message>
        <source>component {n}</source>
        <translation>компонента {n}</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>потери</translation>
    </message>
    <message>
        <source>Loss of: {name}. Another loss, only the path shown: {others}.</source>
        <translation>Потери: {name}; только путь ({others}).</translation>
    </message>
    <message>
        <source>The same loss for all runs; paths projected onto the plane.</source>
        <translation>Функция потерь у всех одна; пути спроецированы на плоскость.</translation>
    </message>
    <message>
        <source>{m} of {n} samples.</source>
        <translation>Образцы: {m} из {n}.</translation>
    </message>
    <message>
        <source>Dropout off.</source>
        <translation>Без dropout.</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>потери {value}</translation>
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
    <name>Slides</name>
    <message>
        <source>{count} samples are taken: all that follows in this iteration is about them.</source>
        <translation>В пакете образцов: {count}; всё дальнейшее на этой итерации относится к этому пакету.</translation>
    </message>
    <message>
        <source>Each neuron of layer {layer} multiplies what comes in by its weights and adds it all up.</source>
        <translation>Каждый нейрон слоя {layer} умножает входы на свои веса и складывает произведения.</translation>
    </message>
    <message>
        <source>The activation ({activation}) makes of each sum z what the neuron passes on: a.</source>
        <translation>Функция активации ({activation}) превращает сумму z каждого нейрона в его выход a.</translation>
    </message>
    <message>
        <source>Some neurons of layer {layer} are switched off at random, in this iteration only; the others pass on more, so that the sum stays the same on average.</source>
        <translation>Часть нейронов слоя {layer} отключается случайным образом, только на этой итерации; остальные передают больше, чтобы сумма в среднем не менялась.</translation>
    </message>
    <message>
        <source>The loss ({loss}) says in one number how far the outputs are from the targets.</source>
        <translation>Функция потерь ({loss}) одним числом выражает, насколько выходы далеки от целей.</translation>
    </message>
    <message>
        <source>The error goes back only through the neurons that were not switched off.</source>
        <translation>Ошибка идёт назад только через нейроны, которые не были отключены.</translation>
    </message>
    <message>
        <source>The error signal δ says how much the loss changes with each sum z of layer {layer}: what comes back from layer {below}, times the slope of the activation.</source>
        <translation>Сигнал ошибки δ показывает, как потери меняются с каждой суммой z слоя {layer}: то, что приходит обратно из слоя {below}, умножается на производную активации.</translation>
    </message>
    <message>
        <source>The gradient of a weight is what came in through it, times the error signal of the neuron that it leads to, summed over the samples.</source>
        <translation>Градиент веса — это сигнал, который через него прошёл, умноженный на сигнал ошибки нейрона, к которому он ведёт; произведения суммируются по образцам.</translation>
    </message>
    <message>
        <source>A gradient longer than the limit is shortened to it; its direction stays.</source>
        <translation>Градиент длиннее предела укорачивается до него; направление сохраняется.</translation>
    </message>
    <message>
        <source>The optimizer ({optimizer}) changes what layer {layer} trains a little, so that the loss should fall.</source>
        <translation>Оптимизатор ({optimizer}) немного меняет обучаемые параметры слоя {layer}, чтобы потери уменьшились.</translation>
    </message>
    <message>
        <source>The error signal δ says how much the loss changes with each sum z of the output layer: here the way back begins.</source>
        <translation>Сигнал ошибки δ показывает, как потери меняются с каждой суммой z выходного слоя: здесь начинается обратный проход.</translation>
    </message>
    <message>
        <source>There is a mistake here, on purpose. {what}</source>
        <translation>Здесь намеренная ошибка. {what}</translation>
    </message>
    <message>
        <source>In NumPy: {code}</source>
        <translation>На NumPy: {code}</translation>
    </message>
</context>
<context>
    <name>SlidesPage</name>
    <message>
        <source>Picture</source>
        <translation>Рисунок</translation>
    </message>
    <message>
        <source>One slide for each</source>
        <translation>Один слайд на</translation>
    </message>
    <message>
        <source>From iteration</source>
        <translation>С итерации</translation>
    </message>
    <message>
        <source>To iteration</source>
        <translation>По итерацию</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>slides: {count}</source>
        <translation>слайдов: {count}</translation>
    </message>
    <message>
        <source>Slides</source>
        <translation>Слайды</translation>
    </message>
    <message>
        <source>PowerPoint deck (*.pptx)</source>
        <translation>Презентация PowerPoint (*.pptx)</translation>
    </message>
    <message>
        <source>PDF pages (*.pdf)</source>
        <translation>Страницы PDF (*.pdf)</translation>
    </message>
</context>
<context>
    <name>SolutionPage</name>
    <message>
        <source>Worked solution, all numbers</source>
        <translation>Решение со всеми числами</translation>
    </message>
    <message>
        <source>Exercise sheet with blanks</source>
        <translation>Задание с пропусками</translation>
    </message>
    <message>
        <source>Key to the exercise sheet</source>
        <translation>Ответы к заданию</translation>
    </message>
    <message>
        <source>Decimal comma</source>
        <translation>Десятичная запятая</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Документ</translation>
    </message>
    <message>
        <source>Significant digits</source>
        <translation>Значащие цифры</translation>
    </message>
    <message>
        <source>Worked solution</source>
        <translation>Решение</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>Документ PDF (*.pdf)</translation>
    </message>
    <message>
        <source>LaTeX source (*.tex)</source>
        <translation>Исходный текст LaTeX (*.tex)</translation>
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
        <source>Breakpoint in iteration {i}: {what}.</source>
        <translation>Точка останова, итерация {i}: {what}.</translation>
    </message>
    <message>
        <source>Ran to iteration {i}.</source>
        <translation>Выполнено до итерации {i}.</translation>
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
        <source>start weights clipped at ±{value}</source>
        <translation>начальные веса срезаны до ±{value}</translation>
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
        <source>all below drawn as</source>
        <translation>всё ниже показано как</translation>
    </message>
    <message>
        <source>the grid is too coarse for the bottom of the valley</source>
        <translation>сетка слишком редка, чтобы передать дно оврага</translation>
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
    <name>TensorControls</name>
    <message>
        <source>Follow</source>
        <translation>Следить</translation>
    </message>
    <message>
        <source>Show the array that the micro-step is about</source>
        <translation>Показывать массив, который вычисляется на микрошаге</translation>
    </message>
    <message>
        <source>The difference to one iteration before, or to another run</source>
        <translation>Разность с прошлой итерацией или с другим запуском</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Рисунок</translation>
    </message>
    <message>
        <source>The whole array as colours, without numbers</source>
        <translation>Весь массив цветом, без чисел</translation>
    </message>
    <message>
        <source>{count} digits</source>
        <translation>цифр: {count}</translation>
    </message>
    <message>
        <source>Significant digits</source>
        <translation>Число значащих цифр</translation>
    </message>
</context>
<context>
    <name>TensorsView</name>
    <message>
        <source>Change the number…</source>
        <translation>Изменить число…</translation>
    </message>
    <message>
        <source>Copy the number</source>
        <translation>Копировать число</translation>
    </message>
    <message>
        <source>Copy the array as NumPy</source>
        <translation>Копировать массив для NumPy</translation>
    </message>
    <message>
        <source>Copy the array as a table (tab-separated)</source>
        <translation>Копировать массив как таблицу (через табуляцию)</translation>
    </message>
    <message>
        <source>Copy the array as LaTeX</source>
        <translation>Копировать массив как LaTeX</translation>
    </message>
    <message>
        <source>Δ {name}: this run − {run}</source>
        <translation>Δ {name}: этот запуск − {run}</translation>
    </message>
    <message>
        <source>Δ {name}: change since iteration {iteration}</source>
        <translation>Δ {name}: изменение с итерации {iteration}</translation>
    </message>
    <message>
        <source>There is no iteration before this one.</source>
        <translation>До этой итерации других не было.</translation>
    </message>
    <message>
        <source>The iteration before had a batch of another size.</source>
        <translation>На предыдущей итерации пакет был другой величины.</translation>
    </message>
    <message>
        <source>The other run is catching up: {percent} %</source>
        <translation>Другой запуск догоняет: {percent} %</translation>
    </message>
    <message>
        <source>The other run has no {name}.</source>
        <translation>В другом запуске нет {name}.</translation>
    </message>
    <message>
        <source>In the other run {name} is not known yet.</source>
        <translation>{name}: в другом запуске пока неизвестно.</translation>
    </message>
    <message>
        <source>{name} is {shape} here and {other} in the other run.</source>
        <translation>{name}: размер здесь {shape}, в другом запуске {other}.</translation>
    </message>
    <message>
        <source>The iteration before</source>
        <translation>Прошлая итерация</translation>
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
        <source>Stop here when playing</source>
        <translation>Останавливать здесь показ</translation>
    </message>
    <message>
        <source>Do not stop here any more</source>
        <translation>Больше здесь не останавливаться</translation>
    </message>
    <message>
        <source>Run to this micro-step</source>
        <translation>Выполнить до этого микрошага</translation>
    </message>
    <message>
        <source>Stop at iteration {n} when playing</source>
        <translation>Останавливать показ на итерации {n}</translation>
    </message>
    <message>
        <source>Do not stop at iteration {n} any more</source>
        <translation>Больше не останавливаться на итерации {n}</translation>
    </message>
    <message>
        <source>Run to iteration {n}</source>
        <translation>Выполнить до итерации {n}</translation>
    </message>
    <message>
        <source>Bookmark: iteration {n}, {step}</source>
        <translation>Закладка: итерация {n}, {step}</translation>
    </message>
    <message>
        <source>iteration {n}</source>
        <translation>итерация {n}</translation>
    </message>
</context>
<context>
    <name>TintModes</name>
    <message>
        <source>&amp;Off: activations</source>
        <translation>&amp;Без окраски: активации</translation>
    </message>
    <message>
        <source>&amp;Gradient norm ‖∂L/∂W‖ of each layer</source>
        <translation>&amp;Норма градиента ‖∂L/∂W‖ каждого слоя</translation>
    </message>
    <message>
        <source>&amp;Error signal ‖δ‖ of each neuron</source>
        <translation>&amp;Сигнал ошибки ‖δ‖ каждого нейрона</translation>
    </message>
    <message>
        <source>&amp;Saturated share of each neuron</source>
        <translation>&amp;Доля насыщения каждого нейрона</translation>
    </message>
    <message>
        <source>&amp;Dead neurons</source>
        <translation>&amp;Мёртвые нейроны</translation>
    </message>
    <message>
        <source>Standard deviation of &amp;activations of each neuron</source>
        <translation>Стандартное отклонение &amp;активаций каждого нейрона</translation>
    </message>
    <message>
        <source>&amp;Update ‖ΔW‖/‖W‖ of each layer</source>
        <translation>&amp;Обновление ‖ΔW‖/‖W‖ каждого слоя</translation>
    </message>
    <message>
        <source>Network &amp;tint</source>
        <translation>&amp;Окраска сети</translation>
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
    <name>View</name>
    <message>
        <source>Copy this picture</source>
        <translation>Копировать рисунок</translation>
    </message>
    <message>
        <source>Export this picture…</source>
        <translation>Экспорт рисунка…</translation>
    </message>
</context>
<context>
    <name>ViewsChoice</name>
    <message>
        <source>Several views</source>
        <translation>Несколько панелей</translation>
    </message>
    <message>
        <source>Tick the views that the picture is to show.</source>
        <translation>Отметьте панели, которые войдут в рисунок.</translation>
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
    <name>breakpoint</name>
    <message>
        <source>At a micro-step</source>
        <translation>Микрошаг</translation>
    </message>
    <message>
        <source>At an iteration</source>
        <translation>Итерация</translation>
    </message>
    <message>
        <source>At an epoch</source>
        <translation>Эпоха</translation>
    </message>
    <message>
        <source>When the loss falls below</source>
        <translation>Потери стали меньше</translation>
    </message>
    <message>
        <source>When the loss rises</source>
        <translation>Потери выросли</translation>
    </message>
    <message>
        <source>When the loss is not finite</source>
        <translation>Потери не конечны</translation>
    </message>
    <message>
        <source>When a gradient leaves a range</source>
        <translation>Градиент вне пределов</translation>
    </message>
    <message>
        <source>When a weight changes its sign</source>
        <translation>Вес сменил знак</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>вычисление</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>слой</translation>
    </message>
    <message>
        <source>number</source>
        <translation>номер</translation>
    </message>
    <message>
        <source>bound</source>
        <translation>порог</translation>
    </message>
    <message>
        <source>by more than, %</source>
        <translation>больше чем на, %</translation>
    </message>
    <message>
        <source>from</source>
        <translation>от</translation>
    </message>
    <message>
        <source>to</source>
        <translation>до</translation>
    </message>
    <message>
        <source>from neuron</source>
        <translation>от нейрона</translation>
    </message>
    <message>
        <source>to neuron</source>
        <translation>к нейрону</translation>
    </message>
    <message>
        <source>{phase}, layer {layer}</source>
        <translation>{phase}, слой {layer}</translation>
    </message>
    <message>
        <source>{phase}</source>
        <translation>{phase}</translation>
    </message>
    <message>
        <source>iteration {number}</source>
        <translation>итерация {number}</translation>
    </message>
    <message>
        <source>epoch {number}</source>
        <translation>эпоха {number}</translation>
    </message>
    <message>
        <source>the loss falls below {value}</source>
        <translation>потери стали меньше {value}</translation>
    </message>
    <message>
        <source>the loss rises by more than {percent} %</source>
        <translation>потери выросли больше чем на {percent} %</translation>
    </message>
    <message>
        <source>the loss rises</source>
        <translation>потери выросли</translation>
    </message>
    <message>
        <source>the loss is NaN or infinite</source>
        <translation>потери равны NaN или бесконечности</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖ of layer {layer} leaves {low} … {high}</source>
        <translation>‖∂L/∂W‖ слоя {layer} вне пределов {low} … {high}</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖ of any layer leaves {low} … {high}</source>
        <translation>‖∂L/∂W‖ любого слоя вне пределов {low} … {high}</translation>
    </message>
    <message>
        <source>the weight from {source} to {unit} in layer {layer} changes its sign</source>
        <translation>вес слоя {layer} от нейрона {source} к {unit} сменил знак</translation>
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
        <source>a hidden layer with sigmoid or tanh</source>
        <translation>скрытый слой с сигмоидой или tanh</translation>
    </message>
    <message>
        <source>a hidden layer whose activation is not linear</source>
        <translation>скрытый слой с нелинейной активацией</translation>
    </message>
    <message>
        <source>an output activation that is not linear, with a loss that does not cancel its slope</source>
        <translation>нелинейная активация выхода и функция потерь, которая не сокращает её производную</translation>
    </message>
    <message>
        <source>square weight matrices behind the first layer, of at least two units</source>
        <translation>квадратные матрицы весов после первого слоя, не меньше двух нейронов</translation>
    </message>
    <message>
        <source>a hidden layer, and no gradient clipping</source>
        <translation>скрытый слой и никакого отсечения градиента</translation>
    </message>
    <message>
        <source>the mean over a batch of at least two samples</source>
        <translation>среднее по пакету не меньше чем из двух образцов</translation>
    </message>
    <message>
        <source>a hidden layer with a bias that is trained</source>
        <translation>скрытый слой с обучаемым смещением</translation>
    </message>
    <message>
        <source>an L2 penalty</source>
        <translation>штраф L2</translation>
    </message>
    <message>
        <source>the optimizer adam or adamw</source>
        <translation>оптимизатор Adam или AdamW</translation>
    </message>
    <message>
        <source>an optimizer with an ε above 0</source>
        <translation>оптимизатор с ε больше 0</translation>
    </message>
    <message>
        <source>the loss cross_entropy</source>
        <translation>функция потерь «кросс-энтропия»</translation>
    </message>
    <message>
        <source>a layer with dropout</source>
        <translation>слой с dropout</translation>
    </message>
    <message>
        <source>training samples with different targets</source>
        <translation>обучающие образцы с разными целями</translation>
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
        <source>&quot;{value}&quot; needs {expected}</source>
        <translation>для «{value}» нужно: {expected}</translation>
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
    <message>
        <source>a picture of {width} × {height} pixels does not fit in the memory</source>
        <translation>рисунок {width} × {height} пикселей не помещается в память</translation>
    </message>
    <message>
        <source>each picture stays from {low} to {high} seconds, got {value}</source>
        <translation>кадр держится от {low} до {high} с, задано {value}</translation>
    </message>
    <message>
        <source>MP4 needs the extra &quot;video&quot;; to install it: pip install &quot;bpviz[video]&quot;</source>
        <translation>для MP4 нужно дополнение «video»; установка: pip install &quot;bpviz[video]&quot;</translation>
    </message>
    <message>
        <source>the video encoder failed: {reason}</source>
        <translation>видео не удалось закодировать: {reason}</translation>
    </message>
    <message>
        <source>the line between two runs is no surface: choose another plane in the panel “Loss surface”</source>
        <translation>прямая между двумя запусками — не поверхность: выберите другую плоскость на панели «Поверхность»</translation>
    </message>
    <message>
        <source>needs python-pptx: pip install &quot;bpviz[pptx]&quot;</source>
        <translation>нужна библиотека python-pptx: pip install &quot;bpviz[pptx]&quot;</translation>
    </message>
    <message>
        <source>would have {count} pictures: at most {most}</source>
        <translation>получилось бы изображений: {count}, а можно не больше {most}</translation>
    </message>
    <message>
        <source>no step of this size ends in iterations {first} to {last}</source>
        <translation>на итерациях с {first} по {last} ни один такой шаг не заканчивается</translation>
    </message>
    <message>
        <source>this branch of the run begins at iteration {first}</source>
        <translation>эта ветвь запуска начинается с итерации {first}</translation>
    </message>
    <message>
        <source>the network has {parameters} parameters, and its batch {samples} samples; what is worked out on paper has at most {most_parameters} and {most_samples}</source>
        <translation>в сети параметров: {parameters}, образцов в пакете: {samples}; для решения на бумаге можно не больше {most_parameters} и {most_samples}</translation>
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
    <name>gradients</name>
    <message>
        <source>Click a layer to see what its signal is made of</source>
        <translation>Щёлкните по слою: из чего складывается его сигнал</translation>
    </message>
    <message>
        <source>Layer {above} → {layer}:</source>
        <translation>Слой {above} → {layer}:</translation>
    </message>
    <message>
        <source>weights {factor}</source>
        <translation>веса {factor}</translation>
    </message>
    <message>
        <source>dropout {factor}</source>
        <translation>маска dropout {factor}</translation>
    </message>
    <message>
        <source>slopes {factor}</source>
        <translation>производные {factor}</translation>
    </message>
    <message>
        <source>The ratio as measured: the product of the factors</source>
        <translation>Измеренное отношение: произведение множителей</translation>
    </message>
    <message>
        <source>(not computed yet)</source>
        <translation>(ещё не вычислено)</translation>
    </message>
    <message>
        <source>Loss → layer {layer}:</source>
        <translation>Потери → слой {layer}:</translation>
    </message>
    <message>
        <source>Gradient by layer</source>
        <translation>Градиент по слоям</translation>
    </message>
    <message>
        <source>Activations by layer</source>
        <translation>Активации по слоям</translation>
    </message>
    <message>
        <source>Updates by layer</source>
        <translation>Обновления по слоям</translation>
    </message>
    <message>
        <source>Gradient by layer over time</source>
        <translation>Градиент по слоям: история</translation>
    </message>
    <message>
        <source>Activations by layer over time</source>
        <translation>Активации по слоям: история</translation>
    </message>
    <message>
        <source>Updates by layer over time</source>
        <translation>Обновления по слоям: история</translation>
    </message>
    <message>
        <source>no layer of the ReLU family</source>
        <translation>слоёв семейства ReLU нет</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>{quantity} (log)</source>
        <translation>{quantity} (лог.)</translation>
    </message>
    <message>
        <source>The loss&apos;s own gradient</source>
        <translation>Градиент самой функции потерь</translation>
    </message>
    <message>
        <source>What the slopes of the output layer do to its norm</source>
        <translation>Как его норму меняют производные выходного слоя</translation>
    </message>
    <message>
        <source>Dropout: what the mask, 0 or 1/(1 − p), does to the norm.
On average about {factor}.</source>
        <translation>Dropout: как норму меняет маска, 0 или 1/(1 − p).
В среднем около {factor}.</translation>
    </message>
    <message>
        <source>This iteration has not updated all layers yet.</source>
        <translation>На этой итерации обновлены ещё не все слои.</translation>
    </message>
    <message>
        <source>The update before promised {promised} and did {done}.</source>
        <translation>Прошлое обновление обещало {promised}, вышло {done}.</translation>
    </message>
    <message>
        <source>This update promised</source>
        <translation>Это обновление обещало</translation>
    </message>
    <message>
        <source>and changed the loss by</source>
        <translation>и изменило потери на</translation>
    </message>
    <message>
        <source>curvature added {rest}, the step is too large</source>
        <translation>кривизна добавила {rest}, шаг слишком велик</translation>
    </message>
    <message>
        <source>a mistake makes it go uphill</source>
        <translation>в гору — из-за внесённой ошибки</translation>
    </message>
    <message>
        <source>momentum carried it uphill, against this gradient</source>
        <translation>в гору увёл импульс, вопреки этому градиенту</translation>
    </message>
    <message>
        <source>this one has other samples, which add {rest}</source>
        <translation>в этом образцы другие, они добавили {rest}</translation>
    </message>
    <message>
        <source>now other dropout masks add {rest}</source>
        <translation>теперь маски dropout другие, они добавили {rest}</translation>
    </message>
    <message>
        <source>On its own batch the update before did</source>
        <translation>На своём пакете прошлое обновление дало</translation>
    </message>
    <message>
        <source>as promised</source>
        <translation>как обещано</translation>
    </message>
    <message>
        <source>it went past the lowest point on its way</source>
        <translation>шаг проскочил низшую точку пути</translation>
    </message>
    <message>
        <source>more than promised</source>
        <translation>больше обещанного</translation>
    </message>
    <message>
        <source>the step is too large</source>
        <translation>шаг слишком велик</translation>
    </message>
    <message>
        <source>it does not follow this gradient (momentum, decay)</source>
        <translation>шаг не вдоль этого градиента (импульс, затухание)</translation>
    </message>
    <message>
        <source>Weights: ‖δ{above} W{above}ᵀ‖ / ‖δ{above}‖ over the batch.
At most the largest singular value of W{above}
(Pascanu et al. 2013, section 2.1; Hochreiter 1991).</source>
        <translation>Веса: ‖δ{above} W{above}ᵀ‖ / ‖δ{above}‖ по пакету.
Не больше наибольшего сингулярного числа W{above}
(Pascanu и др., 2013, раздел 2.1; Hochreiter, 1991).</translation>
    </message>
    <message>
        <source>Slopes: ‖f′(z{here}) ⊙ s‖ / ‖s‖ with what the weights let through, s.
At most the steepest slope: {steepest} for {activation}
(Pascanu et al. 2013, section 2.1; Hochreiter 1991).</source>
        <translation>Производные: ‖f′(z{here}) ⊙ s‖ / ‖s‖, где s — то, что пропустили веса.
Не больше наибольшей производной: {steepest} ({activation})
(Pascanu и др., 2013, раздел 2.1; Hochreiter, 1991).</translation>
    </message>
    <message>
        <source>too small to tell from rounding</source>
        <translation>неотличимо от округления</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечно</translation>
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
        <source>Numbers of the data that were changed by hand: row, column, value.</source>
        <translation>Числа данных, изменённые вручную: строка, столбец, значение.</translation>
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
    <message>
        <source>A classic mistake in the computation, to be found in class.</source>
        <translation>Классическая ошибка в вычислениях, которую аудитория должна найти.</translation>
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
    <name>inspector</name>
    <message>
        <source>not yet</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>{name} is not known yet: it comes at step {step}.</source>
        <translation>{name}: пока неизвестно, появится на шаге {step}.</translation>
    </message>
    <message>
        <source>The arithmetic is shown when the steps slow down.</source>
        <translation>Вычисления показаны, когда шаги идут медленнее.</translation>
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
        <source>training sample {number}</source>
        <translation>обучающий образец {number}</translation>
    </message>
    <message>
        <source>value</source>
        <translation>значение</translation>
    </message>
    <message>
        <source>value, updated</source>
        <translation>значение, новое</translation>
    </message>
    <message>
        <source>gradient ∂L/∂{name}</source>
        <translation>градиент ∂L/∂{name}</translation>
    </message>
    <message>
        <source>part of sample {number}</source>
        <translation>доля образца {number}</translation>
    </message>
    <message>
        <source>of it penalty</source>
        <translation>в том числе штраф</translation>
    </message>
    <message>
        <source>of it from before</source>
        <translation>в том числе прежнее</translation>
    </message>
    <message>
        <source>update Δ{name}</source>
        <translation>обновление Δ{name}</translation>
    </message>
    <message>
        <source>weighted sum z</source>
        <translation>взвешенная сумма z</translation>
    </message>
    <message>
        <source>activation a</source>
        <translation>активация a</translation>
    </message>
    <message>
        <source>after dropout ã</source>
        <translation>после dropout ã</translation>
    </message>
    <message>
        <source>slope f′(z)</source>
        <translation>производная f′(z)</translation>
    </message>
    <message>
        <source>error signal δ</source>
        <translation>сигнал ошибки δ</translation>
    </message>
    <message>
        <source>input {name}</source>
        <translation>вход {name}</translation>
    </message>
    <message>
        <source>target {name}</source>
        <translation>цель {name}</translation>
    </message>
    <message>
        <source>label of the class</source>
        <translation>метка класса</translation>
    </message>
    <message>
        <source>output {name}</source>
        <translation>выход {name}</translation>
    </message>
    <message>
        <source>its loss</source>
        <translation>его потери</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>ещё {count}</translation>
    </message>
    <message>
        <source>chain rule</source>
        <translation>цепное правило</translation>
    </message>
    <message>
        <source>update rule</source>
        <translation>правило обновления</translation>
    </message>
    <message>
        <source>▸ show all {count} terms</source>
        <translation>▸ показать все слагаемые ({count})</translation>
    </message>
    <message>
        <source>▾ hide the {count} terms</source>
        <translation>▾ скрыть слагаемые ({count})</translation>
    </message>
    <message>
        <source>sample {number}</source>
        <translation>образец {number}</translation>
    </message>
    <message>
        <source>path to the loss</source>
        <translation>путь к потерям</translation>
    </message>
    <message>
        <source>… {count} more rows</source>
        <translation>… ещё строк: {count}</translation>
    </message>
    <message>
        <source>factors</source>
        <translation>множители</translation>
    </message>
    <message>
        <source>paths through</source>
        <translation>пути через</translation>
    </message>
    <message>
        <source>product</source>
        <translation>произведение</translation>
    </message>
    <message>
        <source>layer {layer}, {count} paths a neuron: Σ = {total}</source>
        <translation>слой {layer}, путей на нейрон {count}: Σ = {total}</translation>
    </message>
    <message>
        <source>{count} paths to the loss</source>
        <translation>Путей к потерям: {count}</translation>
    </message>
    <message>
        <source>1 path to the loss</source>
        <translation>Один путь к потерям</translation>
    </message>
    <message>
        <source>{count} paths, added up neuron by neuron</source>
        <translation>Путей: {count}, суммы по нейронам</translation>
    </message>
    <message>
        <source>sum of the paths</source>
        <translation>сумма путей</translation>
    </message>
    <message>
        <source>= gradient {value}</source>
        <translation>= градиент {value}</translation>
    </message>
    <message>
        <source>= this sample&apos;s part {value}</source>
        <translation>= доля образца {value}</translation>
    </message>
    <message>
        <source>≠ {value}, the gradient computed</source>
        <translation>≠ {value}, вычисленный градиент</translation>
    </message>
    <message>
        <source>The paths to the loss can be followed from “loss” on.</source>
        <translation>Пути к потерям видны начиная с шага «функция потерь».</translation>
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
        <source>minimum</source>
        <translation>минимум</translation>
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
    <name>mistake</name>
    <message>
        <source>The slope&apos;s formula in the activation, a(1 − a), is given the weighted sum z.</source>
        <translation>В формулу производной через активацию, a(1 − a), подставлена взвешенная сумма z.</translation>
    </message>
    <message>
        <source>The hidden layers&apos; error signals are wrong in size and often in sign; training crawls, or the weights run away.</source>
        <translation>Сигналы ошибки скрытых слоёв неверны по величине, а часто и по знаку; обучение ползёт или веса разбегаются.</translation>
    </message>
    <message>
        <source>The first article&apos;s listing, as printed: x(1 − x) of the pre-activation.</source>
        <translation>Листинг первой статьи, как он напечатан: x(1 − x) от взвешенной суммы.</translation>
    </message>
    <message>
        <source>a hidden layer with sigmoid or tanh</source>
        <translation>скрытый слой с сигмоидой или tanh</translation>
    </message>
    <message>
        <source>The slope is taken at the activation a instead of at z, as if the function were applied twice.</source>
        <translation>Производная берётся в точке a вместо z, будто функция применена дважды.</translation>
    </message>
    <message>
        <source>The network learns, but slower or crookedly: every hidden slope is near that at its largest, so that saturated units seem to learn.</source>
        <translation>Сеть учится, но медленнее или криво: все производные скрытых слоёв близки к наибольшей, и насыщенные нейроны будто бы учатся.</translation>
    </message>
    <message>
        <source>Two conventions for a derivative function, mixed up: of z (Nielsen 2015, sigmoid_prime(z)) and of a (Trask 2015, x(1 − x)).</source>
        <translation>Спутаны два соглашения о функции-производной: от z (Nielsen, 2015, sigmoid_prime(z)) и от a (Trask, 2015, x(1 − x)).</translation>
    </message>
    <message>
        <source>The hidden layers&apos; error signals are not multiplied by the slope of the activation.</source>
        <translation>Сигналы ошибки скрытых слоёв не умножаются на производную активации.</translation>
    </message>
    <message>
        <source>Hidden gradients are too large, most of all in deep networks and for saturated units; training is restless or diverges.</source>
        <translation>Градиенты скрытых слоёв слишком велики, особенно в глубоких сетях и у насыщенных нейронов; обучение неспокойно или расходится.</translation>
    </message>
    <message>
        <source>Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 without its second factor.</source>
        <translation>Nielsen, Neural Networks and Deep Learning (2015), глава 2, уравнение BP2 без второго множителя.</translation>
    </message>
    <message>
        <source>a hidden layer whose activation is not linear</source>
        <translation>скрытый слой с нелинейной активацией</translation>
    </message>
    <message>
        <source>The output&apos;s error signal is not multiplied by the slope of its activation.</source>
        <translation>Сигнал ошибки выхода не умножается на производную его активации.</translation>
    </message>
    <message>
        <source>All gradients are too large; training goes on when the outputs saturate, and often faster than it should.</source>
        <translation>Все градиенты слишком велики; обучение идёт и тогда, когда выходы насыщены, и часто быстрее, чем должно.</translation>
    </message>
    <message>
        <source>Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP1 without its second factor.</source>
        <translation>Nielsen, Neural Networks and Deep Learning (2015), глава 2, уравнение BP1 без второго множителя.</translation>
    </message>
    <message>
        <source>an output activation that is not linear, with a loss that does not cancel its slope</source>
        <translation>нелинейная активация выхода и функция потерь, которая не сокращает её производную</translation>
    </message>
    <message>
        <source>The error signal is carried back by W instead of its transpose.</source>
        <translation>Сигнал ошибки переносится назад матрицей W, а не транспонированной.</translation>
    </message>
    <message>
        <source>Each hidden unit is blamed for what other units did; the loss falls more slowly, or stays where it is. With other sizes NumPy would refuse the product.</source>
        <translation>Скрытые нейроны отвечают за чужие ошибки; потери убывают медленнее или стоят на месте. При других размерах NumPy отказался бы умножать.</translation>
    </message>
    <message>
        <source>Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 without its transpose.</source>
        <translation>Nielsen, Neural Networks and Deep Learning (2015), глава 2, уравнение BP2 без транспонирования.</translation>
    </message>
    <message>
        <source>square weight matrices behind the first layer, of at least two units</source>
        <translation>квадратные матрицы весов после первого слоя, не меньше двух нейронов</translation>
    </message>
    <message>
        <source>Each layer is updated as soon as its gradient is known, and the updated weights carry the error signal further back.</source>
        <translation>Слой обновляется, как только известен его градиент, и сигнал ошибки идёт дальше назад через уже обновлённые веса.</translation>
    </message>
    <message>
        <source>Hardly any: with a small learning rate the weights differ little. Mazur&apos;s figures differ from the seventh decimal on.</source>
        <translation>Почти ничего: при малой скорости обучения веса различаются мало. Числа Мазура расходятся с седьмого знака после запятой.</translation>
    </message>
    <message>
        <source>Mazur, &quot;A Step by Step Backpropagation Example&quot; (2015): the program behind the figures with which it ends.</source>
        <translation>Mazur, «A Step by Step Backpropagation Example» (2015): программа, давшая числа в конце статьи.</translation>
    </message>
    <message>
        <source>a hidden layer, and no gradient clipping</source>
        <translation>скрытый слой и никакого отсечения градиента</translation>
    </message>
    <message>
        <source>The error signal begins with target minus output, and is subtracted all the same.</source>
        <translation>Сигнал ошибки начинается с разности «цель минус выход», но градиент по-прежнему вычитается.</translation>
    </message>
    <message>
        <source>The loss rises from the first update on.</source>
        <translation>Потери растут с первого же обновления.</translation>
    </message>
    <message>
        <source>Stanford CS231n, &quot;Optimization&quot;: the update goes against the gradient.</source>
        <translation>Stanford CS231n, «Optimization»: обновление идёт против градиента.</translation>
    </message>
    <message>
        <source>The gradient is doubled: the 2 of the derivative of a square where the loss has its ½ already, or the like.</source>
        <translation>Градиент удвоен: оставлена двойка из производной квадрата, хотя в функции потерь уже есть ½, или что-то подобное.</translation>
    </message>
    <message>
        <source>With SGD, none but a learning rate that seems twice as large. With Adagrad, RMSprop or Adam, which divide by the gradient&apos;s size, at most a penalty seems weaker.</source>
        <translation>С SGD ничего, только скорость обучения кажется вдвое больше. С Adagrad, RMSprop и Adam, которые делят на величину градиента, разве что штраф кажется слабее.</translation>
    </message>
    <message>
        <source>Mazur, &quot;A Step by Step Backpropagation Example&quot; (2015): its ½ is there to cancel the 2.</source>
        <translation>Mazur, «A Step by Step Backpropagation Example» (2015): ½ там затем, чтобы сократить двойку.</translation>
    </message>
    <message>
        <source>The loss shown is the mean over the batch, the gradient that of the sum.</source>
        <translation>Потери показаны как среднее по пакету, а градиент взят от суммы.</translation>
    </message>
    <message>
        <source>With SGD, a learning rate that fits one batch size is too large for a larger one; training diverges when the batch grows. With Adagrad, RMSprop or Adam, which divide by the gradient&apos;s size, at most a penalty seems weaker.</source>
        <translation>С SGD скорость, подходящая одному размеру пакета, слишком велика для большего; с ростом пакета обучение расходится. С Adagrad, RMSprop и Adam, которые делят на величину градиента, разве что штраф кажется слабее.</translation>
    </message>
    <message>
        <source>Goyal et al., &quot;Accurate, Large Minibatch SGD&quot; (2017), section 3: which size the loss is divided by.</source>
        <translation>Goyal и др., «Accurate, Large Minibatch SGD» (2017), раздел 3: на какой размер делить потери.</translation>
    </message>
    <message>
        <source>the mean over a batch of at least two samples</source>
        <translation>среднее по пакету не меньше чем из двух образцов</translation>
    </message>
    <message>
        <source>The gradient of the hidden layers&apos; biases is never computed: it stays 0, and so the biases stay as they are.</source>
        <translation>Градиент смещений скрытых слоёв не вычисляется: он всегда 0, и смещения не меняются.</translation>
    </message>
    <message>
        <source>The loss hardly shows it: weights make up for much of it. The hidden biases keep their start values.</source>
        <translation>По потерям почти не видно: многое возмещают веса. Смещения скрытых слоёв сохраняют начальные значения.</translation>
    </message>
    <message>
        <source>The second article&apos;s listing, as printed.</source>
        <translation>Листинг второй статьи, как он напечатан.</translation>
    </message>
    <message>
        <source>a hidden layer with a bias that is trained</source>
        <translation>скрытый слой с обучаемым смещением</translation>
    </message>
    <message>
        <source>The gradients are not set to zero between batches: each is added to all before.</source>
        <translation>Градиенты не обнуляются между пакетами: каждый прибавляется ко всем прежним.</translation>
    </message>
    <message>
        <source>With SGD it starts well; then the steps grow, and the loss swings or diverges, as with a momentum of 1. Easy data such as XOR may be learned all the same; so may others with Adagrad, RMSprop or Adam, which hold the steps in bounds.</source>
        <translation>С SGD сначала всё хорошо; потом шаги растут, и потери раскачиваются или расходятся, как при импульсе 1. Простые данные, такие как XOR, сеть может выучить и так; с Adagrad, RMSprop и Adam, которые удерживают размер шагов, – и другие.</translation>
    </message>
    <message>
        <source>Karpathy, &quot;most common neural net mistakes&quot; (2018), third: no .zero_grad() before .backward().</source>
        <translation>Karpathy, «most common neural net mistakes» (2018), третья: нет .zero_grad() перед .backward().</translation>
    </message>
    <message>
        <source>The penalty is λ/2·W², but its gradient is taken to be 2λW.</source>
        <translation>Штраф равен λ/2·W², а его градиентом считается 2λW.</translation>
    </message>
    <message>
        <source>Weights shrink more than the penalty asks for; the minimum that training finds is not that of the loss shown.</source>
        <translation>Веса сжимаются сильнее, чем требует штраф; найденный минимум — не минимум показанной функции потерь.</translation>
    </message>
    <message>
        <source>Stanford CS231n, &quot;Neural Networks Part 2&quot;, regularization: why the ½ stands before the penalty.</source>
        <translation>Stanford CS231n, «Neural Networks Part 2», регуляризация: зачем перед штрафом стоит ½.</translation>
    </message>
    <message>
        <source>an L2 penalty</source>
        <translation>штраф L2</translation>
    </message>
    <message>
        <source>Adam&apos;s averages are used as they are, without the correction for their start at 0.</source>
        <translation>Средние в Adam берутся как есть, без поправки на то, что они начинаются с 0.</translation>
    </message>
    <message>
        <source>The first updates are several times too large, since the average of the squares starts slower than that of the gradients.</source>
        <translation>Первые обновления в несколько раз больше нужного: среднее квадратов растёт медленнее, чем среднее градиентов.</translation>
    </message>
    <message>
        <source>Kingma &amp; Ba, &quot;Adam&quot; (2015), section 6.4.</source>
        <translation>Kingma, Ba, «Adam» (2015), раздел 6.4.</translation>
    </message>
    <message>
        <source>The gradient is right; what is done with it is wrong.</source>
        <translation>Градиент верен; неверно то, что с ним делают.</translation>
    </message>
    <message>
        <source>the optimizer adam or adamw</source>
        <translation>оптимизатор Adam или AdamW</translation>
    </message>
    <message>
        <source>ε is added to the average of the squares, inside the root, and not to the root.</source>
        <translation>ε прибавляется к среднему квадратов, под корнем, а не к самому корню.</translation>
    </message>
    <message>
        <source>Small gradients make much smaller steps than they should: √ε is far larger than ε, and training slows down near a minimum.</source>
        <translation>Малые градиенты дают шаги намного меньше нужных: √ε гораздо больше ε, и у минимума обучение замедляется.</translation>
    </message>
    <message>
        <source>Zhang et al., &quot;Dive into Deep Learning&quot;, RMSProp: √(s + ε), where PyTorch has √v + ε with the same ε.</source>
        <translation>Zhang и др., «Dive into Deep Learning», RMSProp: √(s + ε), а в PyTorch √v + ε с тем же ε.</translation>
    </message>
    <message>
        <source>an optimizer with an ε above 0</source>
        <translation>оптимизатор с ε больше 0</translation>
    </message>
    <message>
        <source>The outputs of the softmax are taken for logits by a loss that applies softmax.</source>
        <translation>Функция потерь, которая сама применяет softmax, принимает выходы softmax за логиты.</translation>
    </message>
    <message>
        <source>The loss falls slowly and never below ln(1 + (k − 1)/e) for k classes, however right the outputs are.</source>
        <translation>Потери убывают медленно и при k классах никогда не опускаются ниже ln(1 + (k − 1)/e), как бы верны ни были выходы.</translation>
    </message>
    <message>
        <source>Karpathy, &quot;most common neural net mistakes&quot; (2018), fourth: softmaxed outputs to a loss that expects raw logits.</source>
        <translation>Karpathy, «most common neural net mistakes» (2018), четвёртая: выходы softmax поданы в функцию потерь, которая ждёт логиты.</translation>
    </message>
    <message>
        <source>The gradient is right for the loss that is computed; the loss is the wrong one.</source>
        <translation>Градиент верен для той функции потерь, которая вычисляется; неверна сама функция.</translation>
    </message>
    <message>
        <source>the loss cross_entropy</source>
        <translation>функция потерь «кросс-энтропия»</translation>
    </message>
    <message>
        <source>Dropout stays on when the network is evaluated.</source>
        <translation>Dropout не выключается, когда сеть проверяют.</translation>
    </message>
    <message>
        <source>Predictions flicker; loss and accuracy of training and test set jump from evaluation to evaluation and are worse than they should be.</source>
        <translation>Предсказания мерцают; потери и точность на обучающих и тестовых данных скачут от проверки к проверке и хуже, чем должны быть.</translation>
    </message>
    <message>
        <source>Karpathy, &quot;most common neural net mistakes&quot; (2018), second: train and eval mode not toggled.</source>
        <translation>Karpathy, «most common neural net mistakes» (2018), вторая: не переключены режимы train и eval.</translation>
    </message>
    <message>
        <source>Training itself is right; only the evaluation is wrong.</source>
        <translation>Само обучение верно; неверна только проверка.</translation>
    </message>
    <message>
        <source>a layer with dropout</source>
        <translation>слой с dropout</translation>
    </message>
    <message>
        <source>Once, the inputs of the training set were shuffled without their targets.</source>
        <translation>Однажды входы обучающих данных перемешали отдельно от целей.</translation>
    </message>
    <message>
        <source>The training loss stays near that of guessing, or falls by learning by heart; on the test set the network knows nothing.</source>
        <translation>Потери на обучении остаются такими, как при угадывании, или падают за счёт заучивания; на тесте сеть не знает ничего.</translation>
    </message>
    <message>
        <source>Zhang et al., &quot;Understanding Deep Learning Requires Rethinking Generalization&quot; (2017): random labels can be fitted, but nothing is learned.</source>
        <translation>Zhang и др., «Understanding Deep Learning Requires Rethinking Generalization» (2017): случайные метки можно заучить, но научиться по ним нельзя.</translation>
    </message>
    <message>
        <source>The gradient is right for the data given; the data are wrong.</source>
        <translation>Градиент верен для этих данных; неверны сами данные.</translation>
    </message>
    <message>
        <source>training samples with different targets</source>
        <translation>обучающие образцы с разными целями</translation>
    </message>
    <message>
        <source>The target stands among the inputs: it has replaced the last one.</source>
        <translation>Цель попала во входы: она заменила последний из них.</translation>
    </message>
    <message>
        <source>With a single output, training and test loss soon vanish: too good to be true. With several, only the first target is given away, and the loss may show nothing.</source>
        <translation>При одном выходе потери на обучении и на тесте скоро исчезают: слишком хорошо, чтобы быть правдой. При нескольких выдана только первая цель, и по потерям этого может быть не видно.</translation>
    </message>
    <message>
        <source>Kaufman et al., &quot;Leakage in Data Mining&quot; (2012).</source>
        <translation>Kaufman и др., «Leakage in Data Mining» (2012).</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>slope of the weighted sum</source>
        <translation>z вместо a в f′</translation>
    </message>
    <message>
        <source>slope of the activation</source>
        <translation>a вместо z в f′</translation>
    </message>
    <message>
        <source>no hidden slope</source>
        <translation>без f′ в скрытых</translation>
    </message>
    <message>
        <source>no output slope</source>
        <translation>без f′ на выходе</translation>
    </message>
    <message>
        <source>W not transposed</source>
        <translation>W вместо Wᵀ</translation>
    </message>
    <message>
        <source>W updated too early</source>
        <translation>W обновлена рано</translation>
    </message>
    <message>
        <source>sign flipped</source>
        <translation>перепутан знак</translation>
    </message>
    <message>
        <source>gradient doubled</source>
        <translation>градиент удвоен</translation>
    </message>
    <message>
        <source>sum instead of mean</source>
        <translation>сумма, не среднее</translation>
    </message>
    <message>
        <source>hidden bias not updated</source>
        <translation>смещения забыты</translation>
    </message>
    <message>
        <source>gradients not reset</source>
        <translation>градиент копится</translation>
    </message>
    <message>
        <source>L2 factor doubled</source>
        <translation>удвоенный L2</translation>
    </message>
    <message>
        <source>Adam without correction</source>
        <translation>Adam без поправки</translation>
    </message>
    <message>
        <source>ε inside the root</source>
        <translation>ε под корнем</translation>
    </message>
    <message>
        <source>softmax twice</source>
        <translation>softmax дважды</translation>
    </message>
    <message>
        <source>dropout at test</source>
        <translation>dropout на тесте</translation>
    </message>
    <message>
        <source>targets shuffled</source>
        <translation>цели перемешаны</translation>
    </message>
    <message>
        <source>target among the inputs</source>
        <translation>цель среди входов</translation>
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
    <message>
        <source>‖δ‖ over the batch</source>
        <translation>‖δ‖ по пакету</translation>
    </message>
    <message>
        <source>saturated share of the batch</source>
        <translation>доля насыщения в пакете</translation>
    </message>
    <message>
        <source>standard deviation of a over the batch</source>
        <translation>стандартное отклонение a по пакету</translation>
    </message>
    <message>
        <source>dead: 0 for every training sample</source>
        <translation>мёртв: 0 на любом обучающем образце</translation>
    </message>
    <message>
        <source>not dead: above 0 for some training sample</source>
        <translation>жив: на каком-то обучающем образце больше 0</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>ещё не вычислено</translation>
    </message>
    <message>
        <source>no ReLU: cannot die</source>
        <translation>не ReLU: умереть не может</translation>
    </message>
    <message>
        <source>{count} of {units} neurons are dead</source>
        <translation>мёртвых нейронов: {count} из {units}</translation>
    </message>
    <message>
        <source>of all {units} neurons</source>
        <translation>по всем нейронам слоя ({units})</translation>
    </message>
    <message>
        <source>gradient ‖∂L/∂W‖ of each layer</source>
        <translation>градиент ‖∂L/∂W‖ каждого слоя</translation>
    </message>
    <message>
        <source>error signal ‖δ‖ of each neuron, over the batch</source>
        <translation>сигнал ошибки ‖δ‖ нейронов по пакету</translation>
    </message>
    <message>
        <source>saturated share of each neuron, over the batch</source>
        <translation>доля насыщения каждого нейрона по пакету</translation>
    </message>
    <message>
        <source>dead neurons, crossed out</source>
        <translation>мёртвые нейроны перечёркнуты</translation>
    </message>
    <message>
        <source>standard deviation of each neuron&apos;s a, over the batch</source>
        <translation>σ(a) каждого нейрона по пакету</translation>
    </message>
    <message>
        <source>update ‖ΔW‖/‖W‖ of each layer</source>
        <translation>обновление ‖ΔW‖/‖W‖ каждого слоя</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>насыщение</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>мёртвые</translation>
    </message>
    <message>
        <source>std of a</source>
        <translation>σ(a)</translation>
    </message>
    <message>
        <source>{count} of {units}</source>
        <translation>{count} из {units}</translation>
    </message>
    <message>
        <source>{value} of all {units}</source>
        <translation>{value} по всем {units}</translation>
    </message>
    <message>
        <source>{quantity} (log)</source>
        <translation>{quantity} (лог.)</translation>
    </message>
    <message>
        <source>searching the training set …</source>
        <translation>перебор обучающих данных …</translation>
    </message>
    <message>
        <source>no layer of the ReLU family: nothing can die</source>
        <translation>слоёв семейства ReLU нет: умирать нечему</translation>
    </message>
    <message>
        <source>dead: a ReLU that is 0 for every training sample</source>
        <translation>мёртвый ReLU равен 0 на любом обучающем образце</translation>
    </message>
    <message>
        <source>neutral: {ratio}</source>
        <translation>нейтрально: {ratio}</translation>
    </message>
    <message>
        <source>vanishing</source>
        <translation>затухает</translation>
    </message>
    <message>
        <source>vanishing, by the other norm</source>
        <translation>затухает, по другой норме</translation>
    </message>
    <message>
        <source>exploding</source>
        <translation>взрывается</translation>
    </message>
    <message>
        <source>exploding, by the other norm</source>
        <translation>взрывается, по другой норме</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечны</translation>
    </message>
    <message>
        <source>half or more saturated</source>
        <translation>насыщение наполовину и больше</translation>
    </message>
    <message>
        <source>the same for every sample</source>
        <translation>одинаково для всех образцов</translation>
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
    <name>runs</name>
    <message>
        <source>learning rate {value}</source>
        <translation>скорость обучения {value}</translation>
    </message>
    <message>
        <source>dropout {value}</source>
        <translation>dropout&#xa0;{value}</translation>
    </message>
    <message>
        <source>no dropout</source>
        <translation>без dropout</translation>
    </message>
    <message>
        <source>L1 {value}</source>
        <translation>L1&#xa0;{value}</translation>
    </message>
    <message>
        <source>no L1</source>
        <translation>без L1</translation>
    </message>
    <message>
        <source>L2 {value}</source>
        <translation>L2&#xa0;{value}</translation>
    </message>
    <message>
        <source>no L2</source>
        <translation>без L2</translation>
    </message>
    <message>
        <source>clipped at {value}</source>
        <translation>отсечение {value}</translation>
    </message>
    <message>
        <source>not clipped</source>
        <translation>без отсечения</translation>
    </message>
    <message>
        <source>batches of {value}</source>
        <translation>пакеты по {value}</translation>
    </message>
    <message>
        <source>whole training set</source>
        <translation>все обучающие данные</translation>
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
        <source>seed {value}</source>
        <translation>зерно {value}</translation>
    </message>
    <message>
        <source>{value} units</source>
        <translation>нейроны {value}</translation>
    </message>
    <message>
        <source>given start values</source>
        <translation>заданные начальные веса</translation>
    </message>
    <message>
        <source>branch at iteration {value}</source>
        <translation>ветвь с итерации {value}</translation>
    </message>
    <message>
        <source>no mistake</source>
        <translation>без ошибки</translation>
    </message>
    <message>
        <source>mean over the batch</source>
        <translation>среднее по пакету</translation>
    </message>
    <message>
        <source>sum over the batch</source>
        <translation>сумма по пакету</translation>
    </message>
    <message>
        <source>samples shuffled</source>
        <translation>образцы перемешаны</translation>
    </message>
    <message>
        <source>samples in order</source>
        <translation>образцы по порядку</translation>
    </message>
    <message>
        <source>biases trained</source>
        <translation>смещения обучаются</translation>
    </message>
    <message>
        <source>biases fixed</source>
        <translation>смещения постоянны</translation>
    </message>
    <message>
        <source>other settings</source>
        <translation>другие настройки</translation>
    </message>
    <message>
        <source>not offered: other data</source>
        <translation>нельзя: другие данные</translation>
    </message>
    <message>
        <source>not offered: another network</source>
        <translation>нельзя: другая сеть</translation>
    </message>
    <message>
        <source>before: {name}</source>
        <translation>раньше: {name}</translation>
    </message>
    <message>
        <source>the run before</source>
        <translation>прошлый запуск</translation>
    </message>
    <message>
        <source>a mistake</source>
        <translation>тайная ошибка</translation>
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
        <source>changed numbers</source>
        <translation>изменённые числа</translation>
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
    <message>
        <source>mistake</source>
        <translation>ошибка</translation>
    </message>
</context>
<context>
    <name>solution</name>
    <message>
        <source>Worked solution</source>
        <translation>Подробное решение</translation>
    </message>
    <message>
        <source>Exercise sheet</source>
        <translation>Задание</translation>
    </message>
    <message>
        <source>Key to the exercise sheet</source>
        <translation>Ответы к заданию</translation>
    </message>
    <message>
        <source>{experiment} · iteration {iteration}</source>
        <translation>{experiment} · итерация {iteration}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Фамилия</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Дата</translation>
    </message>
    <message>
        <source>What is blank on the sheet is marked.</source>
        <translation>Выделено то, что в задании пропущено.</translation>
    </message>
    <message>
        <source>What is given</source>
        <translation>Дано</translation>
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
    <message>
        <source>After the update</source>
        <translation>После обновления</translation>
    </message>
    <message>
        <source>Layer {layer}: weighted sums</source>
        <translation>Слой {layer}: взвешенные суммы</translation>
    </message>
    <message>
        <source>Layer {layer}: activations</source>
        <translation>Слой {layer}: активации</translation>
    </message>
    <message>
        <source>Layer {layer}: dropout</source>
        <translation>Слой {layer}: dropout</translation>
    </message>
    <message>
        <source>Layer {layer}: back through dropout</source>
        <translation>Слой {layer}: назад через dropout</translation>
    </message>
    <message>
        <source>Layer {layer}: error signal</source>
        <translation>Слой {layer}: сигнал ошибки</translation>
    </message>
    <message>
        <source>Layer {layer}: gradients</source>
        <translation>Слой {layer}: градиенты</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>Отсечение градиента</translation>
    </message>
    <message>
        <source>Layer {layer}: new parameters</source>
        <translation>Слой {layer}: новые параметры</translation>
    </message>
    <message>
        <source>Network: {network}.</source>
        <translation>Сеть: {network}.</translation>
    </message>
    <message>
        <source>{count} inputs</source>
        <translation>{count} на входе</translation>
    </message>
    <message>
        <source>{count} {activation}</source>
        <translation>{count} ({activation})</translation>
    </message>
    <message>
        <source>Loss: {loss}, {reduction} over the batch.</source>
        <translation>Функция потерь: {loss}, {reduction} по пакету.</translation>
    </message>
    <message>
        <source>Loss: {loss}.</source>
        <translation>Функция потерь: {loss}.</translation>
    </message>
    <message>
        <source>Optimizer: {optimizer}, {settings}.</source>
        <translation>Оптимизатор: {optimizer}, {settings}.</translation>
    </message>
    <message>
        <source>Nesterov momentum</source>
        <translation>импульс Нестерова</translation>
    </message>
    <message>
        <source>AMSGrad</source>
        <translation>AMSGrad</translation>
    </message>
    <message>
        <source>centered</source>
        <translation>с центрированием</translation>
    </message>
    <message>
        <source>Penalty added to the loss: {penalty}.</source>
        <translation>К потерям прибавляется штраф: {penalty}.</translation>
    </message>
    <message>
        <source>The dropout masks of this iteration are drawn at random and given where they are needed.</source>
        <translation>Маски dropout на этой итерации выбраны случайно и приведены там, где нужны.</translation>
    </message>
    <message>
        <source>Layers whose biases are not trained: {layers}.</source>
        <translation>Слои, в которых смещения не обучаются: {layers}.</translation>
    </message>
    <message>
        <source>With a mistake that was put in on purpose: {mistake}. The numbers follow the mistake.</source>
        <translation>В вычисления намеренно внесена ошибка: {mistake}. Числа получены с этой ошибкой.</translation>
    </message>
    <message>
        <source>Numbers are rounded to {digits} significant digits where they are shown, nowhere else; a line keeps more digits where its result needs them.</source>
        <translation>Числа округлены до {digits} значащих цифр только при записи, в вычислениях — нет; в строке цифр больше, если этого требует её результат.</translation>
    </message>
    <message>
        <source>The sample and its target:</source>
        <translation>Образец и его цель:</translation>
    </message>
    <message>
        <source>The batch of this iteration, {count} samples and their targets:</source>
        <translation>Пакет этой итерации, образцы ({count}) и их цели:</translation>
    </message>
    <message>
        <source>Weights and biases before the update:</source>
        <translation>Веса и смещения до обновления:</translation>
    </message>
    <message>
        <source>What the optimizer remembers of the iterations before:</source>
        <translation>Что оптимизатор помнит с прошлых итераций:</translation>
    </message>
    <message>
        <source>Mask of layer {layer}:</source>
        <translation>Маска слоя {layer}:</translation>
    </message>
    <message>
        <source>Worked out for sample {sample}:</source>
        <translation>Подробно для образца {sample}:</translation>
    </message>
    <message>
        <source>All samples:</source>
        <translation>Все образцы:</translation>
    </message>
    <message>
        <source>The loss of every sample, before the sum is divided:</source>
        <translation>Потери на каждом образце, до деления суммы:</translation>
    </message>
    <message>
        <source>With {formula}:</source>
        <translation>Здесь {formula}:</translation>
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
    <name>tensors</name>
    <message>
        <source>{name} was updated: change “{name} new” instead.</source>
        <translation>{name} уже обновлены: меняйте «{name} новые».</translation>
    </message>
    <message>
        <source>The iteration is not over: change {name} instead.</source>
        <translation>Итерация не закончена: меняйте {name}.</translation>
    </message>
    <message>
        <source>{name} is computed: change W, b, x or y instead.</source>
        <translation>{name} вычисляется: меняйте W, b, x или y.</translation>
    </message>
    <message>
        <source>branches at iteration {iteration}</source>
        <translation>ветвь с итерации {iteration}</translation>
    </message>
    <message>
        <source>The mistake that is injected has replaced this number.</source>
        <translation>Это число заменила внесённая ошибка.</translation>
    </message>
    <message>
        <source>label of the class, 0 to {last}</source>
        <translation>метка класса, от 0 до {last}</translation>
    </message>
    <message>
        <source>before standardization; the network sees {value}</source>
        <translation>до нормировки; сеть видит {value}</translation>
    </message>
    <message>
        <source>“{text}” is not a number</source>
        <translation>«{text}» — не число</translation>
    </message>
    <message>
        <source>change</source>
        <translation>изменение</translation>
    </message>
    <message>
        <source>nothing is finite</source>
        <translation>конечных значений нет</translation>
    </message>
    <message>
        <source>all zero</source>
        <translation>все нули</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>размер</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>разность</translation>
    </message>
    <message>
        <source>min</source>
        <translation>минимум</translation>
    </message>
    <message>
        <source>max</source>
        <translation>максимум</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>среднее</translation>
    </message>
    <message>
        <source>std</source>
        <translation>σ</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>нули</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>не конечны</translation>
    </message>
    <message>
        <source>largest change</source>
        <translation>наибольшее изменение</translation>
    </message>
    <message>
        <source>largest difference</source>
        <translation>наибольшая разность</translation>
    </message>
    <message>
        <source>the batch before held other samples</source>
        <translation>в прошлом пакете были другие образцы</translation>
    </message>
    <message>
        <source>the other run&apos;s batch holds other samples</source>
        <translation>в пакете другого запуска другие образцы</translation>
    </message>
    <message>
        <source>inputs of the batch</source>
        <translation>входы пакета</translation>
    </message>
    <message>
        <source>targets of the batch</source>
        <translation>цели пакета</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>веса</translation>
    </message>
    <message>
        <source>biases</source>
        <translation>смещения</translation>
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
        <source>dropout mask</source>
        <translation>маска dropout</translation>
    </message>
    <message>
        <source>activations after dropout</source>
        <translation>активации после dropout</translation>
    </message>
    <message>
        <source>loss of each output</source>
        <translation>потери каждого выхода</translation>
    </message>
    <message>
        <source>loss of the batch</source>
        <translation>потери на пакете</translation>
    </message>
    <message>
        <source>penalty of the weights</source>
        <translation>штраф за веса</translation>
    </message>
    <message>
        <source>error at the activations</source>
        <translation>ошибка на активациях</translation>
    </message>
    <message>
        <source>error signal ∂L/∂z</source>
        <translation>сигнал ошибки ∂L/∂z</translation>
    </message>
    <message>
        <source>gradient of the weights</source>
        <translation>градиент весов</translation>
    </message>
    <message>
        <source>gradient of the biases</source>
        <translation>градиент смещений</translation>
    </message>
    <message>
        <source>norm of the whole gradient</source>
        <translation>норма всего градиента</translation>
    </message>
    <message>
        <source>factor of the clipping</source>
        <translation>множитель отсечения</translation>
    </message>
    <message>
        <source>change of the weights</source>
        <translation>изменение весов</translation>
    </message>
    <message>
        <source>change of the biases</source>
        <translation>изменение смещений</translation>
    </message>
    <message>
        <source>weights after the update</source>
        <translation>веса после обновления</translation>
    </message>
    <message>
        <source>biases after the update</source>
        <translation>смещения после обновления</translation>
    </message>
    <message>
        <source>memory of the optimizer</source>
        <translation>память оптимизатора</translation>
    </message>
    <message>
        <source>{name} new</source>
        <translation>{name} новые</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>параметры</translation>
    </message>
    <message>
        <source>{phase}, layer {layer}</source>
        <translation>{phase}, слой {layer}</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>образец</translation>
    </message>
    <message>
        <source>each dot: the strongest of {rows} × {columns} numbers</source>
        <translation>точка: сильнейшее из {rows} × {columns} чисел</translation>
    </message>
    <message>
        <source>training sample {number}</source>
        <translation>обучающий образец {number}</translation>
    </message>
    <message>
        <source>{name} is not known yet: it comes with “{step}”.</source>
        <translation>{name}: пока неизвестно, появится на шаге «{step}».</translation>
    </message>
</context>
<context>
    <name>verdict</name>
    <message>
        <source>Layer {layers}</source>
        <translation>Слой {layers}</translation>
    </message>
    <message>
        <source>Layers {layers}</source>
        <translation>Слои {layers}</translation>
    </message>
    <message>
        <source>Not finite since iteration {since}; first in {name} of layer {layer} ({phase}).</source>
        <translation>Значения не конечны с итерации {since}; впервые — {name} слоя {layer} ({phase}).</translation>
    </message>
    <message>
        <source>Step back to see why. A smaller learning rate, smaller start weights or clipping help.</source>
        <translation>Шагните назад, чтобы увидеть причину. Помогают меньшая скорость обучения, меньшие начальные веса или отсечение градиента.</translation>
    </message>
    <message>
        <source>Not finite since iteration {since}; first in {name} ({phase}).</source>
        <translation>Значения не конечны с итерации {since}; впервые — {name} ({phase}).</translation>
    </message>
    <message>
        <source>The loss has been diverging since iteration {since}; it is {loss}, {times} times the {first} it began with.</source>
        <translation>Потери расходятся с итерации {since}; сейчас они равны {loss}, а в начале были {first} (×{times}).</translation>
    </message>
    <message>
        <source>Try a learning rate ten times smaller, or clip the gradient.</source>
        <translation>Попробуйте скорость обучения в десять раз меньше или отсечение градиента.</translation>
    </message>
    <message>
        <source>{where}: the gradient has been exploding since iteration {since}; it is up to {norm}.</source>
        <translation>{where}: градиент взрывается с итерации {since}; его норма доходит до {norm}.</translation>
    </message>
    <message>
        <source>{where}: dead units since iteration {since}; {dead} of {units} are zero for every training sample, and no gradient comes back through them.</source>
        <translation>{where}: мёртвые нейроны с итерации {since}; их {dead} из {units}, выход равен нулю на любом обучающем образце, и градиент там не проходит.</translation>
    </message>
    <message>
        <source>Start anew with a smaller learning rate, or try leaky ReLU.</source>
        <translation>Начните заново с меньшей скоростью обучения или попробуйте leaky ReLU.</translation>
    </message>
    <message>
        <source>{where}: units have been identical since iteration {since}; {twins} of {units} get the same gradient as another one, and so only rounding can part them.</source>
        <translation>{where}: нейроны одинаковы с итерации {since}; у {twins} из {units} градиент тот же, что у другого нейрона, и различить их может только округление.</translation>
    </message>
    <message>
        <source>Start from random weights: Xavier or He.</source>
        <translation>Начните со случайных весов: Ксавье или Хе.</translation>
    </message>
    <message>
        <source>{where}: saturated since iteration {since}; {percent} % of the activations lie in the flat ends of {activation}, where it hardly has a slope.</source>
        <translation>{where}: насыщение с итерации {since}; {percent} % активаций лежит на плоских концах функции ({activation}), где производная почти равна 0.</translation>
    </message>
    <message>
        <source>{where}: the outputs have been saturated since iteration {since}; {percent} % of them lie in the flat ends of {activation} and are still wrong.</source>
        <translation>{where}: выходы насыщены с итерации {since}; {percent} % из них лежит на плоских концах функции ({activation}), причём ответы там неверны.</translation>
    </message>
    <message>
        <source>Scale the targets into its range, use cross-entropy, or a linear output.</source>
        <translation>Приведите цели к области значений функции, возьмите кросс-энтропию или линейный выход.</translation>
    </message>
    <message>
        <source>{where}: the gradient has vanished since iteration {since}; the slope factor of {activation} is at most {steepest} per layer, here {slope} on average.</source>
        <translation>{where}: градиент затухает с итерации {since}; множитель производной ({activation}) не больше {steepest} на слой, здесь в среднем {slope}.</translation>
    </message>
    <message>
        <source>{where}: the gradient has vanished since iteration {since}; the weights pass on {weight} of it per layer on average.</source>
        <translation>{where}: градиент затухает с итерации {since}; веса одного слоя пропускают в среднем {weight} от него.</translation>
    </message>
    <message>
        <source>{where}: the gradient has vanished since iteration {since}; {norm} is left of it.</source>
        <translation>{where}: градиент затухает с итерации {since}; от него осталось {norm}.</translation>
    </message>
    <message>
        <source>The steps have been too large since iteration {since}; the latest such step promised to change the loss by {predicted} and raised it by {actual}.</source>
        <translation>Шаги слишком велики с итерации {since}; последний такой шаг обещал изменить потери на {predicted}, а увеличил их на {actual}.</translation>
    </message>
    <message>
        <source>Try a learning rate three to ten times smaller.</source>
        <translation>Попробуйте скорость обучения в 3–10 раз меньше.</translation>
    </message>
    <message>
        <source>The steps have been too small since iteration {since}; an update changes the weights by {ratio} of their size, about 0.001 is usual.</source>
        <translation>Шаги слишком малы с итерации {since}; обновление меняет веса на {ratio} от их величины, а обычно — около 0.001.</translation>
    </message>
    <message>
        <source>Try a learning rate ten times larger.</source>
        <translation>Попробуйте скорость обучения в десять раз больше.</translation>
    </message>
    <message>
        <source>Overfitting since iteration {since}; the test loss has risen from {best} to {test}, while the training loss fell to {train}.</source>
        <translation>Переобучение с итерации {since}; потери на тесте выросли с {best} до {test}, а на обучении упали до {train}.</translation>
    </message>
    <message>
        <source>Stop earlier, use more data or a smaller network, L2 or dropout.</source>
        <translation>Остановитесь раньше, возьмите больше данных или сеть поменьше, L2 или dropout.</translation>
    </message>
    <message>
        <source>Healthy: the loss is {loss}, it began with {first}.</source>
        <translation>Всё в норме: потери {loss}, в начале {first}.</translation>
    </message>
    <message>
        <source>No fault found: the loss is {loss}, it began with {first}.</source>
        <translation>Нарушений не найдено: потери {loss}, в начале {first}.</translation>
    </message>
    <message>
        <source>A mistake is in the computation, on purpose.</source>
        <translation>В вычислениях ошибка, внесённая намеренно.</translation>
    </message>
    <message>
        <source>Try a smaller learning rate, smaller start weights (He for ReLU, Xavier for tanh), or clip the gradient.</source>
        <translation>Попробуйте меньшую скорость обучения, меньшие начальные веса (Хе для ReLU, Ксавье для tanh) или отсечение градиента.</translation>
    </message>
    <message>
        <source>Try a smaller learning rate, or clip the gradient.</source>
        <translation>Попробуйте меньшую скорость обучения или отсечение градиента.</translation>
    </message>
    <message>
        <source>Start with smaller weights (Xavier), scale the inputs, or try ReLU.</source>
        <translation>Начните с меньших весов (Ксавье), нормируйте входы или попробуйте ReLU.</translation>
    </message>
    <message>
        <source>Scale the inputs, or try ReLU.</source>
        <translation>Нормируйте входы или попробуйте ReLU.</translation>
    </message>
    <message>
        <source>Try ReLU with He, or Xavier.</source>
        <translation>Попробуйте ReLU с весами Хе или веса Ксавье.</translation>
    </message>
    <message>
        <source>Try ReLU with He.</source>
        <translation>Попробуйте ReLU с весами Хе.</translation>
    </message>
    <message>
        <source>Start with the weights of He.</source>
        <translation>Начните с весов Хе.</translation>
    </message>
    <message>
        <source>Try leaky ReLU, wider layers, or fewer of them.</source>
        <translation>Попробуйте leaky ReLU, слои пошире или меньшее число слоёв.</translation>
    </message>
    <message>
        <source>Try wider layers, or fewer of them.</source>
        <translation>Попробуйте слои пошире или меньшее число слоёв.</translation>
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
        <source>Predict, then reveal</source>
        <translation>Предскажите ответ</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>Тензоры</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Инспектор</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>Градиенты</translation>
    </message>
    <message>
        <source>Gradient check</source>
        <translation>Проверка градиента</translation>
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
        <source>Break it on purpose</source>
        <translation>Намеренные ошибки</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Предсказание</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Потери</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>Диагностика</translation>
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
